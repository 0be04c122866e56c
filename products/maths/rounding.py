"""Rounding money, said out loud at every division.

All arithmetic of the package runs at 40 digits (`EXACT`), whatever the caller's own context is; an
amount is rounded once, where it becomes money.
"""

from __future__ import annotations

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Literal

Mode = Literal["half_even", "half_up", "up", "down"]

MODES: dict[str, str] = {
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}

ZERO = Decimal(0)
ONE = Decimal(1)
EXACT = Context(
    prec=40, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(13))


def quantum(decimals: int) -> Decimal:
    """The smallest step at that many decimals: 2 gives 0.01."""
    return _QUANTA[decimals]


def round_money(amount: Decimal, *, decimals: int, mode: str = "half_even") -> Decimal:
    """Round to `decimals` places by a named mode."""
    return amount.quantize(_QUANTA[decimals], rounding=MODES[mode], context=EXACT)


def round_to_multiple(amount: Decimal, *, multiple: Decimal, mode: str = "half_even") -> Decimal:
    """Round to a multiple of `multiple` (10 gives whole tens) by a named mode."""
    steps = EXACT.divide(amount, multiple).quantize(ONE, rounding=MODES[mode], context=EXACT)
    return EXACT.multiply(steps, multiple)
