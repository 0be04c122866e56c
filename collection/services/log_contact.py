"""Recording a contact about a debt, within what is allowed (RULES K1-K3, K5)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from collection.contact_rules import effective_calls_on
from collection.errors import (
    CaseClosed,
    CaseNotYours,
    ContactAtNight,
    ContactNotDebtor,
    TooManyCalls,
)
from collection.locks import lock_case, lock_debtor
from collection.models import CollectionCase, ContactAttempt, PromiseToPay
from collection.policies import StaffUser, require_collector
from collection.states import CaseState
from collection.types import CALLS_A_DAY_MAX, CHANNELS, EFFECTIVE, OUTCOMES, PromiseInput
from core.audit import record
from core.calendar.business_date import business_now
from core.errors import FieldProblem, InvalidInput
from core.money import parse_amount
from core.notifications.quiet_hours import is_quiet

NOTE_MAX = 2000
DEBTOR = "debtor"


@transaction.atomic
def log_contact(
    *,
    case_id: str,
    user: StaffUser,
    channel: str,
    outcome: str,
    note: str,
    contacted_at: dt.datetime,
    promise: PromiseInput | None = None,
    person: str = DEBTOR,
) -> ContactAttempt:
    """Record a contact of the case's own collector; `contacted_at` is the real moment.

    It is kept with the business date and the real time of day. Raises NotAllowed, NotFound,
    CaseNotYours, CaseClosed, InvalidInput, ContactNotDebtor (K3), ContactAtNight (K1),
    TooManyCalls (K2).
    """
    require_collector(user)
    case = lock_case(case_id)
    _require_own(case, user)
    _require_sound(channel, outcome, note, promise)
    if person != DEBTOR:
        raise ContactNotDebtor
    moment = business_now(at=contacted_at)
    if is_quiet(moment.time()):
        raise ContactAtNight
    borrower = case.loan.borrower
    lock_debtor(borrower.pk)
    calls = effective_calls_on(borrower_id=borrower.pk, on=moment.date())
    if channel == "call" and outcome in EFFECTIVE and calls >= CALLS_A_DAY_MAX:
        raise TooManyCalls(calls=calls)
    contact = ContactAttempt.objects.create(
        case=case,
        borrower=borrower,
        channel=channel,
        outcome=outcome,
        note=note.strip(),
        contacted_at=moment,
        by_id=user.pk,
    )
    if promise is not None:
        _keep_promise(case, contact, promise, on=moment.date())
    record(
        "collection.log_contact",
        actor=user.as_actor(),
        subject=case,
        details={"channel": channel, "outcome": outcome},
    )
    return contact


def _require_own(case: CollectionCase, user: StaffUser) -> None:
    if case.state not in (CaseState.OPEN, CaseState.WORKING):
        raise CaseClosed
    if case.state != CaseState.WORKING or case.collector_id != user.pk:
        raise CaseNotYours


def _require_sound(channel: str, outcome: str, note: str, promise: PromiseInput | None) -> None:
    problems = []
    if channel not in CHANNELS:
        text = _("one of %(choices)s") % {"choices": ", ".join(CHANNELS)}
        problems.append(FieldProblem("/channel", "unknown_channel", text))
    if outcome not in OUTCOMES:
        text = _("one of %(choices)s") % {"choices": ", ".join(OUTCOMES)}
        problems.append(FieldProblem("/outcome", "unknown_outcome", text))
    if not 1 <= len(note.strip()) <= NOTE_MAX:
        problems.append(FieldProblem("/note", "required", _("say what was said, in a few words")))
    if (outcome == "promised") != (promise is not None):
        text = _("a promise has an amount and a date, and only a promise has")
        problems.append(FieldProblem("/promise", "promise_incomplete", text))
    if problems:
        raise InvalidInput(problems=problems)


def _keep_promise(
    case: CollectionCase, contact: ContactAttempt, promise: PromiseInput, *, on: dt.date
) -> None:
    amount = parse_amount(promise.amount, case.loan.currency, pointer="/promise/amount")
    if promise.promised_for < on:
        raise InvalidInput.at(
            "/promise/promised_for", "in_the_past", _("a promise is for today or later")
        )
    PromiseToPay.objects.create(
        case=case, contact=contact, amount=amount, promised_for=promise.promised_for
    )
