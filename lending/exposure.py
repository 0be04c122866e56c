"""How much one borrower owes or has been promised: one number for offers, draws and approvals (XC7)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from lending.models import Contract, Loan
from lending.states import ContractState, LoanState

ZERO = Decimal("0.00")


def exposure_of(*, borrower_id: int, currency: str) -> Decimal:
    """Principal of the borrower's loans, and of contracts that wait for signature or payout.

    Hold the borrower's lock where something is decided by it.
    """
    loans = (
        Loan.objects.filter(borrower_id=borrower_id, currency=currency)
        .exclude(state=LoanState.SETTLED)
        .aggregate(total=Sum("principal_outstanding"))["total"]
    )
    promised = (
        Contract.objects.filter(borrower_id=borrower_id, currency=currency, loan__isnull=True)
        .exclude(state=ContractState.CANCELLED)
        .aggregate(total=Sum("amount"))["total"]
    )
    return (loans or ZERO) + (promised or ZERO)


def room_of(*, borrower_id: int, currency: str) -> Decimal:
    """What the borrower may still take under the institution's cap (RULES A5), never below zero."""
    cap = settings.LOANWRIGHT_EXPOSURE_CAP
    return max(cap - exposure_of(borrower_id=borrower_id, currency=currency), ZERO)
