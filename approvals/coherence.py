"""What must be true of decisions and reviews, asked of the database again and again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Decision, ReviewCase
from approvals.states import Outcome, ReviewState
from approvals.stored_verdict import differences
from core.coherence import Check, CheckResult, register_check
from lending.decision_facts import decided_applications

EXAMPLES_MAX = 5
# Replayed by a plain run; a deep one replays all.
RECENT = 200


def register() -> None:
    register_check(
        Check("approvals.decided", _("Every decided application has its decision"), check_decided)
    )
    register_check(
        Check("approvals.limits", _("Every approved limit is within its product"), check_limits)
    )
    register_check(
        Check("approvals.two_reviewers", _("Two people reviewed each case"), check_two_reviewers)
    )
    register_check(Check("approvals.replay", _("Every decision can be given again"), check_replay))


def check_decided(deep: bool) -> CheckResult:
    """An approved or declined application has a decision that says so, by rules or by a review."""
    decided = decided_applications()
    fitting = Decision.objects.filter(application_id=OuterRef("pk")).filter(
        Q(rule_set__isnull=False) & ~Q(inputs={}) | Q(review__isnull=False)
    )
    wrong = decided.filter(
        Q(state="declined") & ~Exists(fitting.filter(outcome=Outcome.DECLINE))
        | Q(state__in=["approved", "contracted"])
        & ~Exists(fitting.filter(outcome=Outcome.APPROVE, limit=OuterRef("limit")))
    )
    return _result(decided.count(), wrong.order_by("pk").values_list("public_id", flat=True))


def check_limits(deep: bool) -> CheckResult:
    """An approval's limit lies between the product's least and greatest amount, its rate under the ceiling."""
    approvals = Decision.objects.filter(outcome=Outcome.APPROVE)
    wrong = approvals.filter(
        Q(limit__lt=F("application__product_version__amount_min"))
        | Q(limit__gt=F("application__product_version__amount_max"))
        | Q(annual_rate__gt=F("application__product_version__annual_rate"))
    )
    return _result(approvals.count(), wrong.order_by("pk").values_list("public_id", flat=True))


def check_two_reviewers(deep: bool) -> CheckResult:
    """An approved case has two different reviewers, who each wrote a note; a declined one has one at least."""
    closed = ReviewCase.objects.filter(state__in=[ReviewState.APPROVED, ReviewState.DECLINED])
    wrong = closed.filter(
        Q(first_reviewer=None)
        | Q(first_reviewer=F("second_reviewer"))
        | Q(state=ReviewState.APPROVED, second_reviewer=None)
        | Q(notes__isnull=True)
    )
    return _result(closed.count(), wrong.order_by("pk").values_list("public_id", flat=True))


def check_replay(deep: bool) -> CheckResult:
    """The rules of the time on the inputs of the time give the verdict of the time, trace included."""
    decisions: QuerySet[Decision] = (
        Decision.objects.filter(rule_set__isnull=False).select_related("rule_set").order_by("-pk")
    )
    chosen = decisions.iterator(chunk_size=500) if deep else decisions[:RECENT]
    checked, wrong = 0, []
    for decision in chosen:
        checked += 1
        if changed := differences(decision):
            wrong.append(f"{decision.public_id}: {', '.join(changed)}")
    return _result(checked, wrong)


def _result(checked: int, wrong: Iterable[str]) -> CheckResult:
    found = list(wrong)
    return CheckResult(checked=checked, broken=len(found), examples=found[:EXAMPLES_MAX])
