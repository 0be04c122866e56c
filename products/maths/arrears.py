"""Days past due and the five classes.

Overdue means not paid in full within the agreed time, grace included; once grace has passed, days
count from the due date itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Protocol

from products.maths.rounding import ZERO

RiskClass = Literal["normal", "special_mention", "substandard", "doubtful", "loss"]


class Payable(Protocol):
    """Anything with a due date and a total: a schedule row, a due, a bill."""

    @property
    def due_on(self) -> date: ...

    @property
    def total(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class ClassThresholds:
    """A class begins when days past due are more than this (CBIRC and PBoC Order 2023 No. 1)."""

    special_mention: int = 0
    substandard: int = 90
    doubtful: int = 270
    loss: int = 360


@dataclass(frozen=True, slots=True)
class Arrears:
    """How far behind a loan is. `oldest_due_on` is None when nothing due is unpaid."""

    days_past_due: int
    amount: Decimal
    oldest_due_on: date | None


def find_arrears(
    rows: Iterable[Payable], *, paid: Decimal, on: date, grace_days: int = 0
) -> Arrears:
    """Arrears at the end of a day, with all payments so far counted against the oldest rows first.

    Inside grace a row is due but not overdue: it counts neither days nor amount.
    """
    left, amount, oldest = paid, ZERO, None
    for row in sorted(rows, key=lambda row: row.due_on):
        covered = min(left, row.total)
        left -= covered
        unpaid = row.total - covered
        if unpaid > 0 and is_overdue(row.due_on, on=on, grace_days=grace_days):
            amount += unpaid
            oldest = oldest or row.due_on
    return Arrears((on - oldest).days if oldest else 0, amount, oldest)


def is_overdue(due_on: date, *, on: date, grace_days: int = 0) -> bool:
    """Whether something unpaid since `due_on` is overdue at the end of `on`."""
    return on > due_on + timedelta(days=grace_days)


def days_past_due(oldest_unpaid_due_on: date | None, *, on: date, grace_days: int = 0) -> int:
    """Days past due of a loan whose oldest unpaid row fell due on a date (None: nothing unpaid)."""
    if oldest_unpaid_due_on is None:
        return 0
    if not is_overdue(oldest_unpaid_due_on, on=on, grace_days=grace_days):
        return 0
    return (on - oldest_unpaid_due_on).days


def class_by_days(days: int, *, thresholds: ClassThresholds | None = None) -> RiskClass:
    """The worst class that days past due alone demand: 90 is special-mention, 91 substandard."""
    limits = thresholds or ClassThresholds()
    if days > limits.loss:
        return "loss"
    if days > limits.doubtful:
        return "doubtful"
    if days > limits.substandard:
        return "substandard"
    if days > limits.special_mention:
        return "special_mention"
    return "normal"
