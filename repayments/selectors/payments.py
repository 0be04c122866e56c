"""Payments as their people may see them, and the work lists of finance."""

from __future__ import annotations

from django.db.models import QuerySet

from core.errors import NotFound
from lending.models import JournalEntry
from lending.selectors import Viewer, loans_of
from repayments.models import Payment
from repayments.states import PaymentState
from repayments.suspense import KIND


def payments_of(viewer: Viewer) -> QuerySet[Payment]:
    """Payments on loans that the viewer may see, latest first."""
    return (
        Payment.objects.filter(loan__in=loans_of(viewer).order_by())
        .select_related("loan__borrower", "loan__contract", "voucher")
        .order_by("-pk")
    )


def payment_for(viewer: Viewer, public_id: str) -> Payment:
    """Raises NotFound."""
    found = payments_of(viewer).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def vouchers_to_confirm() -> QuerySet[Payment]:
    """Vouchers that wait for finance, oldest first (SC12)."""
    return (
        Payment.objects.filter(state=PaymentState.TO_CONFIRM)
        .select_related("loan__borrower", "voucher")
        .order_by("pk")
    )


def money_in_suspense() -> QuerySet[JournalEntry]:
    """Money that waits to be put where it belongs, oldest first."""
    return JournalEntry.objects.filter(kind=KIND, reverses=None, reversed_by=None).order_by("pk")
