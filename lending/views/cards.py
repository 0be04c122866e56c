"""What this stage shows on the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lending.selectors import applications_of
from lending.states import ApplicationState

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import Borrower

UNDER_WAY = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RECALLED,
    ApplicationState.IN_REVIEW,
    ApplicationState.APPROVED,
    ApplicationState.CONTRACTED,
)


def applications_card(request: HttpRequest, borrower: Borrower | None) -> str:
    """Applications that wait for somebody; those whose loan is paid out are done."""
    if borrower is None:
        return ""
    rows = (
        applications_of(borrower).filter(state__in=UNDER_WAY).exclude(contracts__loan__isnull=False)
    )
    applications = list(rows[:3])
    context = {"applications": applications}
    return (
        render_to_string("lending/parts/applications_card.html", context, request)
        if applications
        else ""
    )
