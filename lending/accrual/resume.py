"""Interest that runs again after it was stopped: a payoff was reversed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import copy
from decimal import Decimal

from django.db.models import Sum

from lending.accrual.segments import open_interest_segments
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan


def period_end(row: Instalment, rows: Sequence[Instalment]) -> dt.date:
    """The day a row's period ends: where the next one starts; of the last row, its due date."""
    return min((other.starts_on for other in rows if other.number > row.number), default=row.due_on)


def resume_interest(
    *,
    loan: Loan,
    product: str,
    rows: Sequence[Instalment],
    of: Sequence[Instalment],
    on: dt.date,
) -> None:
    """Let the interest of `rows` that was not earned yet run from `on` to the end of their periods.

    `of` are all rows of their schedule version. Days since then are made up for on the open date.
    """
    earned = dict(
        AccrualSegment.objects.filter(instalment__in=rows, kind=AccrualKind.INTEREST)
        .values_list("instalment_id")
        .annotate(Sum("total"))
        .order_by("instalment_id")
    )
    rests = []
    for row in rows:
        rest = copy(row)  # never saved: the row as far as it is still to be earned
        rest.starts_on = max(on, row.starts_on)
        rest.interest = row.interest - (earned.get(row.pk) or Decimal(0))
        rests.append(rest)
    open_interest_segments(
        loan=loan,
        rows=rests,
        product=product,
        until={row.number: period_end(row, of) for row in rows},
    )
