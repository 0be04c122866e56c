"""What a payment would meet if it came on a date: told before anybody confirms it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from lending.accrual.segments import penalty_total
from lending.models import AccrualKind, AccrualSegment, Loan
from lending.selectors import instalments_of
from repayments.penalty import grace_ends_on, penalty_due_by_row
from repayments.splitting import split_money, unpaid_of

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SplitPreview:
    """The parts add up to the amount; `kept` is credited to what falls due next."""

    amount: Decimal
    fee: Decimal
    penalty: Decimal
    interest: Decimal
    principal: Decimal
    kept: Decimal
    principal_left: Decimal
    settles_rows: tuple[int, ...]
    short_by: Decimal  # still missing of what is due on the date


def split_preview(loan: Loan, *, amount: Decimal, on: dt.date) -> SplitPreview:
    """The split by the loan's own order, as `post_payment` would make it on `on`."""
    rows = list(instalments_of(loan))
    penalty = _penalty_by_row(loan, on=on)
    splits = split_money(loan=loan, rows=rows, penalty=penalty, amount=amount, on=on)
    met = {item.row.pk: item.split for item in splits.rows}
    totals = {
        part: sum((getattr(split, part) for split in met.values()), ZERO)
        for part in ("fee", "penalty", "interest", "principal")
    }
    settles, short = [], ZERO
    for row in rows:
        split = met.get(row.pk)
        owed = unpaid_of(row, penalty=penalty.get(row.pk, ZERO)).total
        paid = split.total if split else ZERO
        if split is not None and owed and paid == owed:
            settles.append(row.number)
        if row.due_on <= on:
            short += owed - paid
    return SplitPreview(
        amount=amount,
        kept=splits.remainder,
        principal_left=loan.principal_outstanding - totals["principal"],
        settles_rows=tuple(settles),
        short_by=short,
        **totals,
    )


def _penalty_by_row(loan: Loan, *, on: dt.date) -> dict[int, Decimal]:
    """Receivable penalty of each row, and what has run since then."""
    due: dict[int, Decimal] = defaultdict(lambda: ZERO, penalty_due_by_row(loan))
    segments = AccrualSegment.objects.filter(
        obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY
    ).select_related("instalment")
    for segment in segments.order_by("pk"):
        row = segment.instalment
        if row is not None and on > grace_ends_on(loan, row):
            due[row.pk] += max(penalty_total(segment, on=on) - segment.posted, ZERO)
    return due
