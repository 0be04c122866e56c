"""A loan as its pages and the API show it, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from lending.accrual.segments import penalty_total
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan
from lending.selectors import instalments_of
from repayments.models import Allocation
from repayments.penalty import grace_ends_on
from repayments.selectors.amounts import (
    NextDue,
    Outstanding,
    days_past_due,
    is_open,
    next_due,
    outstanding,
)
from repayments.selectors.transactions import MoneyEvent, transactions

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class RowView:
    """One row of the schedule. `penalty` is what has run on it, paid or not."""

    number: int
    starts_on: dt.date
    due_on: dt.date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal
    paid: Decimal
    unpaid: Decimal
    state: str  # "paid", "overdue", "due", "coming"
    settled_on: dt.date | None

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True)
class LoanView:
    """Everything that stands on a loan's page."""

    loan: Loan
    on: dt.date
    is_open: bool
    rows: list[RowView]
    outstanding: Outstanding
    next_due: NextDue | None
    days_past_due: int
    transactions: list[MoneyEvent]


def loan_view(loan: Loan, *, on: dt.date) -> LoanView:
    """The whole page of a loan on a date (the open one)."""
    rows = list(instalments_of(loan))
    return LoanView(
        loan=loan,
        on=on,
        is_open=is_open(loan),
        rows=schedule_view(loan, on=on, rows=rows),
        outstanding=outstanding(loan, on=on),
        next_due=next_due(loan, on=on, rows=rows),
        days_past_due=days_past_due(loan, on=on),
        transactions=transactions(loan),
    )


def schedule_view(
    loan: Loan, *, on: dt.date, rows: list[Instalment] | None = None
) -> list[RowView]:
    """The current schedule with what was paid and what has run on overdue rows."""
    found = list(instalments_of(loan)) if rows is None else rows
    charged = _penalty_charged(loan, on=on)
    paid = _penalty_paid(loan)
    return [_row(loan, row, on=on, charged=charged[row.pk], paid=paid[row.pk]) for row in found]


def _row(loan: Loan, row: Instalment, *, on: dt.date, charged: Decimal, paid: Decimal) -> RowView:
    total = row.principal + row.interest + row.fee + charged
    total_paid = row.principal_paid + row.interest_paid + row.fee_paid + paid
    if row.settled_on is not None:
        state = "paid"
    elif row.due_on > on:
        state = "coming"
    else:
        state = "overdue" if on > grace_ends_on(loan, row) else "due"
    return RowView(
        number=row.number,
        starts_on=row.starts_on,
        due_on=row.due_on,
        principal=row.principal,
        interest=row.interest,
        fee=row.fee,
        penalty=charged,
        paid=total_paid,
        unpaid=total - total_paid,
        state=state,
        settled_on=row.settled_on,
    )


def _penalty_charged(loan: Loan, *, on: dt.date) -> dict[int | None, Decimal]:
    charged: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    segments = AccrualSegment.objects.filter(
        obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY
    ).order_by("pk")
    for segment in segments:
        charged[segment.instalment_id] += max(penalty_total(segment, on=on), segment.posted)
    return charged


def _penalty_paid(loan: Loan) -> dict[int | None, Decimal]:
    paid: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for row_id, amount in (
        Allocation.objects.filter(
            instalment__loan=loan, part=Allocation.Part.PENALTY, undone_at=None
        )
        .order_by("pk")
        .values_list("instalment_id", "amount")
    ):
        paid[row_id] += amount
    return paid
