"""A borrower's loans with what is due on each, in a fixed number of queries while none is overdue."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from lending.models import Instalment, Loan
from lending.selectors import Viewer, loans_of
from repayments.selectors.amounts import NextDue, days_past_due, is_open, next_due


@dataclass(frozen=True)
class LoanLine:
    """One loan on a list."""

    loan: Loan
    is_open: bool
    next_due: NextDue | None
    days_past_due: int
    days_left: int | None  # until the next due date; negative after it
    paid_rows: int
    rows: int

    @property
    def repaid(self) -> Decimal:
        return Decimal(self.loan.principal - self.loan.principal_outstanding)


def loan_list(viewer: Viewer, *, on: dt.date) -> list[LoanLine]:
    """Open loans first, the most urgent above; then the closed ones, latest first."""
    loans = list(loans_of(viewer)[:100])
    rows: dict[int, list[Instalment]] = defaultdict(list)
    for row in Instalment.objects.filter(loan__in=loans, is_current=True).order_by(
        "loan_id", "number"
    ):
        rows[row.loan_id].append(row)
    lines = [_line(loan, rows[loan.pk], on=on) for loan in loans]
    return sorted(
        lines, key=lambda line: (line.next_due is None, line.next_due.on if line.next_due else on)
    )


def _line(loan: Loan, rows: list[Instalment], *, on: dt.date) -> LoanLine:
    due = next_due(loan, on=on, rows=rows)
    return LoanLine(
        loan=loan,
        is_open=is_open(loan),
        next_due=due,
        days_past_due=days_past_due(loan, on=on),
        days_left=(due.on - on).days if due else None,
        paid_rows=sum(1 for row in rows if row.settled_on is not None),
        rows=len(rows),
    )
