"""Finding the rate at which a present value is zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from products.maths.errors import NoSolution
from products.maths.rounding import ONE

ValueAndSlope = Callable[[Decimal], tuple[Decimal, Decimal]]

_ROUNDS_MAX = 200
_RATE_MAX = Decimal(10) ** 9
_TOTAL_LOSS = Decimal("1e-12") - ONE
_CLOSE_ENOUGH = Decimal("1e-14")


def find_rising_zero(function: ValueAndSlope, *, guess: Decimal) -> Decimal:
    """The rate above -1 where a function rises through zero.

    Safeguarded Newton iteration: a step that leaves what is known to hold the zero is replaced by
    halving it, or by widening it while one side is still open.
    Raises NoSolution when the rate would be a total loss or beyond all measure.
    """
    low: Decimal | None = None
    high: Decimal | None = None
    rate = guess
    for _ in range(_ROUNDS_MAX):
        value, slope = function(rate)
        if not value:
            return rate
        if value < 0:
            low = rate
        else:
            high = rate
        closer = _next_rate(rate, value, slope, low, high)
        if not _TOTAL_LOSS < closer < _RATE_MAX:
            break
        if abs(closer - rate) <= _CLOSE_ENOUGH * (ONE + abs(closer)):
            return closer
        rate = closer
    raise NoSolution("no rate makes what is paid back equal what was advanced")


def _next_rate(
    rate: Decimal, value: Decimal, slope: Decimal, low: Decimal | None, high: Decimal | None
) -> Decimal:
    if slope > 0:
        step = rate - value / slope
        if step > (-ONE if low is None else low) and (high is None or step < high):
            return step
    if low is None:
        return (rate - ONE) / 2
    if high is None:
        return rate * 2 + ONE
    return (low + high) / 2
