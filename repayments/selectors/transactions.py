"""The list of money events of a loan as people see it (交易明细)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from lending.models import JournalEntry, Loan
from repayments.models import Allocation, Payment
from repayments.states import PaymentState

SHOWN = (PaymentState.POSTED, PaymentState.REVERSED)
OPENING = ("disbursement", "opening_loan")


@dataclass(frozen=True)
class MoneyEvent:
    """One event, with what it met part by part. `amount` is what moved, always positive."""

    on: dt.date  # value date
    booked_on: dt.date
    kind: str  # "disbursement", "payment", "payoff", "unapplied_applied", "reversal"
    id: str
    method: str
    state: str
    amount: Decimal
    splits: dict[str, Decimal] = field(default_factory=dict)


def transactions(loan: Loan) -> list[MoneyEvent]:
    """Money events in the order in which they were booked; three queries whatever their number."""
    payments = {
        payment.public_id: payment
        for payment in Payment.objects.filter(loan=loan, state__in=SHOWN).order_by("pk")
    }
    splits = splits_of(loan)
    events = []
    for entry in JournalEntry.objects.filter(obligation_id=loan.obligation_id).order_by("pk"):
        payment = payments.get(entry.source)
        if entry.kind in OPENING:
            events.append(_event(entry, id=loan.public_id))
        elif payment is not None and entry.pk == payment.entry_id:
            events.append(_event(entry, payment=payment, splits=splits[payment.pk]))
        elif payment is not None and entry.reverses_id == payment.entry_id:
            events.append(
                _event(entry, payment=payment, kind="reversal", splits=splits[payment.pk])
            )
    return events


def splits_of(loan: Loan) -> dict[int, dict[str, Decimal]]:
    """What each payment of a loan met, by payment key and part."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for payment_id, part, amount in (
        Allocation.objects.filter(payment__loan=loan)
        .order_by("pk")
        .values_list("payment_id", "part", "amount")
    ):
        found[payment_id][part] += amount
    return found


def _event(
    entry: JournalEntry,
    *,
    payment: Payment | None = None,
    kind: str = "",
    id: str = "",
    splits: dict[str, Decimal] | None = None,
) -> MoneyEvent:
    return MoneyEvent(
        on=entry.value_on,
        booked_on=entry.booked_on,
        kind=kind or ("disbursement" if payment is None else entry.kind),
        id=payment.public_id if payment else id,
        method=payment.method if payment else "",
        state=payment.state if payment else "",
        amount=payment.amount if payment else entry.total,
        splits=dict(splits or {}),
    )
