"""Spreading a payment over what is due: row by row, oldest first, in a given order inside a row.

The default order is Civil Code 561 (costs of enforcement, interest, principal), with penalty
interest beside interest; a product may agree another order with the borrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal

from products.maths.errors import AllocationError
from products.maths.rounding import ZERO

Component = Literal["fee", "penalty", "interest", "principal"]

COMPONENTS: tuple[Component, ...] = ("fee", "penalty", "interest", "principal")
DEFAULT_ORDER: tuple[Component, ...] = ("fee", "interest", "penalty", "principal")


@dataclass(frozen=True, slots=True)
class Due:
    """What is still unpaid of one row."""

    number: int
    due_on: date
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fee: Decimal = ZERO
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True, slots=True)
class Split:
    """What of a payment goes to one row."""

    number: int
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fee: Decimal = ZERO
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True, slots=True)
class Allocation:
    """Splits in the order of the rows, and what no row could take."""

    splits: tuple[Split, ...]
    remainder: Decimal

    def sum_of(self, component: Component) -> Decimal:
        return sum((getattr(split, component) for split in self.splits), ZERO)


def order_with_penalty(
    position: int, *, order: Sequence[Component] = DEFAULT_ORDER
) -> tuple[Component, ...]:
    """The order with penalty moved to a position (0 first, 3 last)."""
    if not 0 <= position < len(COMPONENTS):
        raise AllocationError(f"penalty position is {position}: must be from 0 to 3")
    others = [component for component in order if component != "penalty"]
    return (*others[:position], "penalty", *others[position:])


def allocate(
    amount: Decimal,
    dues: Iterable[Due],
    *,
    order: Sequence[Component] = DEFAULT_ORDER,
    across_rows: bool = False,
) -> Allocation:
    """Spread an amount over dues; splits and remainder always add up to the amount.

    Rows are served oldest first, each in full before the next; with `across_rows` the first
    component of every row comes before the second of any.
    Raises AllocationError for a negative amount, a negative due or an order that is not the four
    components.
    """
    if sorted(order) != sorted(COMPONENTS):
        raise AllocationError(
            f"order is {', '.join(order)}: must be each of {', '.join(COMPONENTS)} once"
        )
    if not amount.is_finite() or amount < 0:
        raise AllocationError(f"amount is {amount}: must be 0 or more")
    rows = sorted(dues, key=lambda due: (due.due_on, due.number))
    for due in rows:
        _refuse_negative(due)
    taken: list[dict[str, Decimal]] = [dict.fromkeys(COMPONENTS, ZERO) for _ in rows]
    if across_rows:
        turns = [(index, part) for part in order for index in range(len(rows))]
    else:
        turns = [(index, part) for index in range(len(rows)) for part in order]
    left = amount
    for index, part in turns:
        if not left:
            break
        share = min(left, getattr(rows[index], part))
        taken[index][part] = share
        left -= share
    splits = tuple(
        Split(number=due.number, **parts)
        for due, parts in zip(rows, taken, strict=True)
        if any(parts.values())
    )
    return Allocation(splits=splits, remainder=left)


def _refuse_negative(due: Due) -> None:
    for field in fields(due):
        value = getattr(due, field.name)
        if isinstance(value, Decimal) and (not value.is_finite() or value < 0):
            raise AllocationError(f"{field.name} of row {due.number} is {value}: must be 0 or more")
