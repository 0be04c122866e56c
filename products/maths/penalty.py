"""Penalty interest on what is overdue, and the caps it must stay under.

Every figure that law sets (4 x LPR, 24 %) is an argument: it changes, and the caller knows the
date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from products.maths.rounding import EXACT, ZERO, round_money

_HUNDRED = Decimal(100)
_LPR_MULTIPLE = Decimal(4)


@dataclass(frozen=True, slots=True)
class PenaltySegment:
    """Days with one overdue base and one rate: from the end of `from_on` to the end of `to_on`."""

    from_on: date
    to_on: date
    base: Decimal
    annual_rate: Decimal

    @property
    def days(self) -> int:
        return max((self.to_on - self.from_on).days, 0)


def penalty_interest(
    base: Decimal,
    *,
    annual_rate: Decimal,
    days: int,
    denominator: int = 360,
    decimals: int = 2,
    mode: str = "half_even",
) -> Decimal:
    """Penalty on a base for some days at a rate in percent a year, rounded once."""
    if denominator not in (360, 365):
        raise ValueError(f"denominator is {denominator}: must be 360 or 365")
    if base < 0 or annual_rate < 0 or days < 0:
        raise ValueError("base, annual_rate and days must be 0 or more")
    exact = EXACT.divide(
        EXACT.multiply(EXACT.multiply(base, annual_rate), Decimal(days)),
        Decimal(100 * denominator),
    )
    return round_money(exact, decimals=decimals, mode=mode)


def penalty_of_segments(
    segments: Iterable[PenaltySegment],
    *,
    denominator: int = 360,
    decimals: int = 2,
    mode: str = "half_even",
) -> Decimal:
    """Penalty over segments, each rounded once."""
    return sum(
        (
            penalty_interest(
                segment.base,
                annual_rate=segment.annual_rate,
                days=segment.days,
                denominator=denominator,
                decimals=decimals,
                mode=mode,
            )
            for segment in segments
        ),
        ZERO,
    )


def overdue_rate(contract_rate: Decimal, *, surcharge_pct: Decimal) -> Decimal:
    """The rate while overdue: the contract rate plus a share of itself (50 makes 12 into 18)."""
    return contract_rate + EXACT.divide(contract_rate * surcharge_pct, _HUNDRED)


def lpr_cap(one_year_lpr: Decimal, *, multiple: Decimal = _LPR_MULTIPLE) -> Decimal:
    """The cap that follows the loan prime rate at formation of the contract, in percent a year."""
    return one_year_lpr * multiple


def capped_rate(rate: Decimal, *, cap: Decimal) -> Decimal:
    """A rate cut down to the cap."""
    return min(rate, cap)


def most_chargeable(
    base: Decimal, *, cap: Decimal, days: int, denominator: int = 365, decimals: int = 2
) -> Decimal:
    """The most that all charges together may come to on a base over some days."""
    return penalty_interest(
        base, annual_rate=cap, days=days, denominator=denominator, decimals=decimals, mode="down"
    )


def charge_within_cap(
    wanted: Decimal,
    *,
    charged: Decimal,
    base: Decimal,
    cap: Decimal,
    days: int,
    denominator: int = 365,
    decimals: int = 2,
) -> Decimal:
    """How much of a wanted charge still fits, with interest and other charges already charged."""
    room = most_chargeable(base, cap=cap, days=days, denominator=denominator, decimals=decimals)
    return min(wanted, max(room - charged, ZERO))
