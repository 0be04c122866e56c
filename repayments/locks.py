"""Every row lock of this stage, in the one order: loan, instalments by key, payment, segments."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import NotFound
from lending.locks import lock_instalments, lock_loan, lock_loan_of_obligation
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan
from lending.states import LoanState
from repayments.models import Payment
from repayments.states import BillState

__all__ = [
    "lock_all_instalments",
    "lock_instalments",
    "lock_late_loans",
    "lock_loan",
    "lock_loan_of_obligation",
    "lock_loan_of_payment",
    "lock_payment",
    "lock_penalty_segments",
    "lock_penalty_segments_of",
    "lock_rows_with_open_bill",
]


def lock_payment(public_id: str) -> Payment:
    """Raises NotFound. Lock the loan first."""
    payment = (
        Payment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("borrower")
        .filter(public_id=public_id)
        .first()
    )
    if payment is None:
        raise NotFound
    return payment


def lock_loan_of_payment(payment_id: str) -> Loan:
    """The loan a payment is for, locked before the payment. Raises NotFound."""
    loan_id = (
        Payment.objects.filter(public_id=payment_id)
        .values_list("loan__public_id", flat=True)
        .first()
    )
    if loan_id is None:
        raise NotFound
    return lock_loan(loan_id)


def lock_all_instalments(loan: Loan) -> list[Instalment]:
    """Rows of every schedule version, by key: where a payoff is undone."""
    return list(
        Instalment.objects.select_for_update(of=("self",))
        .select_related("schedule_version")
        .filter(loan=loan)
        .order_by("pk")
    )


def lock_late_loans(loan_ids: Sequence[int]) -> list[Loan]:
    """Those of these loans that are still open, by key."""
    return list(
        Loan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("borrower", "product_version__product")
        .filter(pk__in=loan_ids, state__in=(LoanState.ACTIVE, LoanState.OVERDUE))
        .order_by("pk")
    )


def lock_rows_with_open_bill(loan_ids: Sequence[int]) -> list[Instalment]:
    """Unpaid current rows of locked loans whose bill has not fallen overdue, by key."""
    return list(
        Instalment.objects.select_for_update(of=("self",))
        .filter(loan_id__in=loan_ids, is_current=True, settled_on=None, bill__state=BillState.OPEN)
        .order_by("pk")
    )


def lock_penalty_segments(loan: Loan) -> list[AccrualSegment]:
    """All penalty segments of a locked loan, by key."""
    return lock_penalty_segments_of([loan.obligation_id])


def lock_penalty_segments_of(obligation_ids: Sequence[int]) -> list[AccrualSegment]:
    """All penalty segments of locked loans, by key."""
    return list(
        AccrualSegment.objects.select_for_update(of=("self",))
        .select_related("instalment")
        .filter(obligation_id__in=obligation_ids, kind=AccrualKind.PENALTY)
        .order_by("pk")
    )
