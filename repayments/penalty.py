"""Penalty interest of overdue rows: opened when grace has passed, made receivable at events.

Between events penalty is the closed form of its segments (lending.accrual). What an event makes
receivable stays in `segment.posted`; what of that was paid is read from the allocations.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Q, Sum

from lending.accrual.segments import (
    PenaltyDraft,
    close_penalty,
    open_penalties,
    penalty_total,
)
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan
from lending.services.open_loan import loan_product
from repayments.locks import lock_penalty_segments
from repayments.models import Allocation

ZERO = Decimal("0.00")
CYCLE_DAYS = 30  # overdue loans: penalty becomes receivable each 30 days past due; 90, 270 and 360 are among them


def grace_ends_on(loan: Loan, row: Instalment) -> dt.date:
    """Last day on which the row may be paid without being overdue (PP3)."""
    return row.due_on + dt.timedelta(days=int(loan.charges["grace_days"]))


def is_past_grace(loan: Loan, row: Instalment, *, open_on: dt.date) -> bool:
    """Whether the end of the row's grace has been closed, so that it counts as overdue."""
    return row.settled_on is None and grace_ends_on(loan, row) < open_on


def post_penalty(*, loan: Loan, on: dt.date, source: str, idempotency_key: str) -> Decimal:
    """Make the penalty run up to `on` receivable: D penalty C accrued_penalty; returns the amount.

    The caller has locked the loan and saves it. Money that arrived within grace meets no penalty.
    """
    amount = ZERO
    for segment in lock_penalty_segments(loan):
        if segment.instalment and on <= grace_ends_on(loan, segment.instalment):
            continue
        fresh = penalty_total(segment, on=on) - segment.posted
        if fresh > 0:
            segment.posted += fresh
            segment.save(update_fields=["posted"])
            amount += fresh
    if amount:
        post_entry(
            obligation_id=loan.obligation_id,
            kind="penalty",
            product=loan_product(loan),
            currency=loan.currency,
            value_on=on,
            source=source,
            idempotency_key=idempotency_key,
            lines=[debit(Account.PENALTY, amount), credit(Account.ACCRUED_PENALTY, amount)],
        )
        loan.penalty_due += amount
    return amount


def penalty_due_by_row(loan: Loan) -> dict[int, Decimal]:
    """Receivable and unpaid penalty of each row, by the row's key."""
    if not loan.penalty_due:
        return {}
    due: dict[int, Decimal] = defaultdict(Decimal)
    for row_id, posted in (
        AccrualSegment.objects.filter(
            obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY, posted__gt=0
        )
        .values_list("instalment_id")
        .annotate(Sum("posted"))
        .order_by("instalment_id")
    ):
        due[row_id] += posted
    for row_id, paid in (
        Allocation.objects.filter(
            instalment__loan_id=loan.pk, part=Allocation.Part.PENALTY, undone_at=None
        )
        .values_list("instalment_id")
        .annotate(Sum("amount"))
        .order_by("instalment_id")
    ):
        due[row_id] -= paid
    return {row_id: amount for row_id, amount in due.items() if amount}


def accrued_penalty(*, loan: Loan, on: dt.date) -> Decimal:
    """Penalty that has run up to `on` and is not receivable yet; nothing within a row's grace."""
    segments = AccrualSegment.objects.filter(
        Q(total=None) | Q(total__gt=F("posted")),
        obligation_id=loan.obligation_id,
        kind=AccrualKind.PENALTY,
    ).select_related("instalment")
    return sum(
        (
            max(penalty_total(segment, on=on) - segment.posted, ZERO)
            for segment in segments.order_by("pk")
            if not segment.instalment or on > grace_ends_on(loan, segment.instalment)
        ),
        ZERO,
    )


def start_penalty(*, loan: Loan, row: Instalment, base: Decimal, on: dt.date) -> None:
    """Let penalty run on overdue principal of one row from `on`, and never from before its due date."""
    open_penalties(penalty_of(loan=loan, row=row, base=base, on=on))


def penalty_of(*, loan: Loan, row: Instalment, base: Decimal, on: dt.date) -> list[PenaltyDraft]:
    """What `start_penalty` opens: nothing where nothing is overdue or nothing is charged."""
    rate = Decimal(loan.charges["penalty_rate"])
    if base <= 0 or not rate:
        return []
    return [
        PenaltyDraft(
            loan=loan,
            instalment=row,
            product=loan_product(loan),
            base=base,
            annual_rate=rate,
            days=int(loan.charges["penalty_year"]),
            starts_on=max(on, row.due_on),
        )
    ]


def principal_was_paid(*, loan: Loan, rows: Iterable[Instalment], on: dt.date) -> None:
    """End the penalty on the former principal of these rows and let it run on the rest.

    A row paid in full within its grace, though booked later, bears no penalty at all.
    """
    by_id = {row.pk: row for row in rows}
    running = [s for s in lock_penalty_segments(loan) if s.total is None]
    for segment in running:
        row = by_id.get(segment.instalment_id or 0)
        if row is None:
            continue
        rest = row.principal - row.principal_paid
        forgiven = not rest and not segment.posted and on <= grace_ends_on(loan, row)
        close_penalty(segment=segment, on=segment.starts_on if forgiven else on)
    for row in {
        s.instalment_id: by_id[s.instalment_id] for s in running if s.instalment_id in by_id
    }.values():
        start_penalty(loan=loan, row=row, base=row.principal - row.principal_paid, on=on)


def principal_was_restored(*, loan: Loan, row: Instalment, amount: Decimal, on: dt.date) -> None:
    """Let penalty run again on principal of an overdue row whose payment of `on` was reversed.

    From the payment's date where penalty had run until then, otherwise from the due date.
    """
    ran_until_then = AccrualSegment.objects.filter(
        obligation_id=loan.obligation_id,
        kind=AccrualKind.PENALTY,
        instalment=row,
        starts_on__lt=on,
        ends_on=on,
    ).exists()
    start_penalty(loan=loan, row=row, base=amount, on=on if ran_until_then else row.due_on)
