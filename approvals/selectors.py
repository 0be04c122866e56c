"""Reads of this stage."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from approvals.models import CreditReport, Decision, ReviewCase, ReviewNote
from approvals.policies import ROLE_OF_STATE, may_see_queue
from approvals.reasons import explain
from approvals.states import Outcome, ReviewState
from approvals.types import Officer
from core.errors import NotAllowed, NotFound
from core.money import amount_text
from lending.selectors import offers_of
from lending.states import ApplicationState
from products.services.quote_product import plain

if TYPE_CHECKING:
    from lending.models import Application

OPEN = (ReviewState.FIRST_REVIEW, ReviewState.SECOND_REVIEW)
NOT_DECIDED = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RECALLED)


def latest_decision(application: Application) -> Decision | None:
    """The decision that counts now: none while a new submission waits for one."""
    if application.state in NOT_DECIDED:
        return None
    return (
        Decision.objects.filter(application=application)
        .select_related("application__product_version__product")
        .order_by("-pk")
        .first()
    )


def decision_view(decision: Decision, language: str) -> dict[str, Any]:
    """A decision as the applicant sees it (INTERFACES 3), with what would change each reason."""
    application = decision.application
    currency = application.product_version.currency
    stands = decision.outcome == Outcome.APPROVE and application.state in (
        ApplicationState.APPROVED,
        ApplicationState.CONTRACTED,
    )
    return {
        "id": decision.public_id,
        "outcome": decision.outcome,
        "limit": None if decision.limit is None else amount_text(decision.limit, currency),
        "annual_rate": None if decision.annual_rate is None else plain(decision.annual_rate),
        "offers": offers_of(application) if stands else [],
        "reasons": [
            explain(reason, language=language, currency=currency) for reason in decision.reasons
        ],
        "decided_at": decision.decided_at.isoformat(),
    }


def decisions_of(application: Application) -> list[Decision]:
    """All decisions on an application, oldest first: the machine's and the officers'."""
    return list(
        Decision.objects.filter(application=application)
        .select_related("rule_set", "review")
        .order_by("pk")
    )


def decision_by_id(public_id: str) -> Decision:
    """Raises NotFound."""
    decision = (
        Decision.objects.select_related("rule_set")
        .filter(public_id=public_id)
        .order_by("pk")
        .first()
    )
    if decision is None:
        raise NotFound
    return decision


def review_queue(user: Officer) -> QuerySet[ReviewCase]:
    """Open cases that this officer could work on, the most urgent first (CL4, AL3).

    Raises NotAllowed.
    """
    if not may_see_queue(user):
        raise NotAllowed
    states = [state for state, role in ROLE_OF_STATE.items() if user.has_role(role)] or list(OPEN)
    return (
        ReviewCase.objects.filter(state__in=states)
        .select_related(
            "application__borrower", "application__product_version__product", "claimed_by"
        )
        .order_by("due_at", "pk")
    )


def late_reviews(at: dt.datetime) -> QuerySet[ReviewCase]:
    """Open cases past their service clock (AL3)."""
    return ReviewCase.objects.filter(state__in=OPEN, due_at__lt=at).order_by("due_at", "pk")


def case_by_id(public_id: str) -> ReviewCase:
    """Raises NotFound."""
    case = (
        ReviewCase.objects.filter(public_id=public_id)
        .select_related(
            "application__borrower",
            "application__product_version__product",
            "claimed_by",
            "first_reviewer",
            "second_reviewer",
        )
        .order_by("pk")
        .first()
    )
    if case is None:
        raise NotFound
    return case


def open_case_of(application: Application) -> ReviewCase | None:
    """The case that people work on, if the application is with people."""
    return ReviewCase.objects.filter(application=application, state__in=OPEN).order_by("pk").first()


def notes_of(case: ReviewCase) -> list[ReviewNote]:
    """What the reviewers wrote, in order: the second reads the first's (SC15)."""
    return list(ReviewNote.objects.filter(case=case).select_related("author").order_by("pk"))


def reports_of(application: Application) -> list[CreditReport]:
    """Reports on an application, newest first; their content needs `look_at_report`."""
    return list(CreditReport.objects.filter(application=application).defer("body").order_by("-pk"))
