"""What the stage that decides needs to know of applications and loans."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from lending.models import Application, Loan
from lending.states import ApplicationState, LoanState


def submitted_before(at: dt.datetime, *, limit: int) -> list[str]:
    """Public ids of applications that have been waiting for a decision since before `at`, oldest first."""
    return list(
        Application.objects.filter(state=ApplicationState.SUBMITTED, submitted_at__lt=at)
        .order_by("submitted_at", "pk")
        .values_list("public_id", flat=True)[:limit]
    )


def has_written_off_loan(*, borrower_id: int) -> bool:
    """Whether a loan of this borrower was given up here (`borrower_id`: primary key)."""
    return (
        Loan.objects.filter(borrower_id=borrower_id, state=LoanState.WRITTEN_OFF)
        .order_by("pk")
        .exists()
    )


def decided_applications() -> QuerySet[Application]:
    """Applications whose state says that somebody decided them."""
    return Application.objects.filter(
        state__in=[
            ApplicationState.APPROVED,
            ApplicationState.DECLINED,
            ApplicationState.CONTRACTED,
        ]
    )
