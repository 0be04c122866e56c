"""The machine's decision on a submitted application (DM4, DM6)."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from approvals.bureau.obtain_report import Obtained, obtain_report
from approvals.errors import NoPublishedRuleSet
from approvals.facts import facts_of
from approvals.models import Decision, ReviewCase, RuleSet
from approvals.rules.evaluate import evaluate_or_refer
from approvals.states import Outcome, RuleSetState
from approvals.stored_verdict import stored_form
from core.actors import System
from core.audit import record
from core.calendar.business_date import open_date
from core.money import format_amount
from core.notifications import notify
from core.transitions import log_move
from lending.locks import lock_application
from lending.services.approve_application import approve_application
from lending.services.decline_application import decline_application
from lending.services.refer_application import refer_application
from lending.states import ApplicationState

if TYPE_CHECKING:
    from lending.models import Application

RULES: Final = System("rules")
REVIEW_MINUTES: Final = 60  # AL3: the service clock of a case with people
ENGINE: Final = f"zen-engine {version_of('zen-engine')}"


def decide_application(*, application_id: str, at: dt.datetime) -> Decision | None:
    """Fetch the credit report, run the published rules, store the decision and act on it.

    None when there is nothing to decide now: the application was taken back, is decided already, or
    the bureau has not answered yet (the doorbell asks again; after three tries an officer decides).
    Safe to call twice at once: the application's lock admits one decision for each submission.

    Raises NotFound, NoPublishedRuleSet.
    """
    obtained = obtain_report(application_id=application_id, at=at)
    if obtained.status in ("not_waiting", "ask_again"):
        return None
    return _decide(application_id=application_id, obtained=obtained, at=at)


@transaction.atomic
def _decide(*, application_id: str, obtained: Obtained, at: dt.datetime) -> Decision | None:
    application = lock_application(application_id)
    if application.state != ApplicationState.SUBMITTED:  # recalled or decided while we asked
        return None
    rule_set = _published(application.product_version.rule_set)
    on = open_date()
    facts = facts_of(
        application=application,
        report=obtained.report,
        report_status=obtained.status,
        on=on,
    )
    declared = {field["name"] for field in rule_set.input_schema["inputs"]}
    inputs = {name: value for name, value in facts.items() if name in declared}
    verdict = evaluate_or_refer(
        graph=rule_set.graph,
        input_schema=rule_set.input_schema,
        scorecard=rule_set.scorecard,
        inputs=inputs,
    )
    decision = Decision.objects.create(
        application=application,
        rule_set=rule_set,
        credit_report=obtained.report,
        decided_by=RULES.label,
        decided_at=at,
        business_on=on,
        inputs=inputs,
        **stored_form(verdict, inputs),
    )
    record(
        "approvals.decide_application",
        actor=RULES,
        subject=decision,
        details={
            "application": application.public_id,
            "outcome": verdict.outcome,
            "rule_set": str(rule_set),
            "engine": ENGINE,
            "codes": list(verdict.codes),
        },
    )
    _act_on(application, decision, at=at)
    return decision


def _published(code: str) -> RuleSet:
    rule_set = (
        RuleSet.objects.filter(code=code, state=RuleSetState.PUBLISHED).order_by("pk").first()
    )
    if rule_set is None:
        raise NoPublishedRuleSet(code=code)
    return rule_set


def _act_on(application: Application, decision: Decision, *, at: dt.datetime) -> None:
    codes = ", ".join(reason["code"] for reason in decision.reasons)
    facts = {"application": application.public_id}
    if decision.limit is not None and decision.annual_rate is not None:  # approved
        approve_application(
            application_id=application.public_id,
            limit=decision.limit,
            annual_rate=decision.annual_rate,
            actor=RULES,
            at=at,
            reason=codes,
        )
        limit = format_amount(decision.limit, application.product_version.currency)
        _tell(application, "application.approved", {**facts, "limit": limit}, at=at)
    elif decision.outcome == Outcome.DECLINE:
        decline_application(application_id=application.public_id, reason=codes, actor=RULES, at=at)
        _tell(application, "application.declined", facts, at=at)
    else:
        refer_application(application_id=application.public_id, reason=codes, actor=RULES, at=at)
        _open_case(application, at=at)
        _tell(application, "application.referred", facts, at=at)


def _tell(
    application: Application, template: str, facts: dict[str, Any], *, at: dt.datetime
) -> None:
    notify(recipient=application.borrower.public_id, template=template, facts=facts, at=at)


def _open_case(application: Application, *, at: dt.datetime) -> ReviewCase:
    case = ReviewCase.objects.create(
        application=application,
        opened_at=at,
        due_at=at + dt.timedelta(minutes=REVIEW_MINUTES),
    )
    log_move(case, source="", actor=RULES)
    record("approvals.open_review", actor=RULES, subject=case)
    return case
