"""The interest of one period: an exact factor, rounded once when it becomes money."""

from __future__ import annotations

from decimal import Decimal
from math import lcm
from typing import NamedTuple

from products.maths.day_count import YearPart, year_part
from products.maths.due_dates import Period
from products.maths.rounding import EXACT, ONE, ZERO
from products.maths.terms import Terms

_PERIODS_A_YEAR = {"month": 12, "week": 52, "day": 365}
_THIRTY_DAY_UNITS = {"month": 30, "week": 7, "day": 1}


class Factor(NamedTuple):
    """Interest per unit of principal, as a ratio.

    Kept undivided, because 7/1200 has no end: an interest of exactly half a cent must meet the
    rounding mode as exactly half a cent.
    """

    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal:
        return EXACT.divide(self.numerator, self.denominator)


NO_INTEREST = Factor(ZERO, ONE)


def part_of_year(terms: Terms, period: Period) -> YearPart:
    """How much of a year's interest one period bears."""
    if terms.interest_period == "daily":
        if terms.day_count == "30/360" and period.is_regular:
            return YearPart(_THIRTY_DAY_UNITS[terms.unit] * terms.every, 360)
        return year_part(period.starts_on, period.ends_on, terms.day_count)
    a_year = _PERIODS_A_YEAR[terms.unit]
    if period.is_regular:
        return YearPart(terms.every, a_year)
    return YearPart(terms.every * period.days, a_year * period.regular_days)


def period_factors(terms: Terms, periods: list[Period]) -> list[Factor]:
    """The factor of each period; periods free of interest have none."""
    rate, free = terms.annual_rate, terms.grace.interest_free
    if not rate:
        return [NO_INTEREST] * len(periods)
    by_part: dict[YearPart, Factor] = {}
    factors = []
    for period in periods:
        part = part_of_year(terms, period)
        if part not in by_part:
            by_part[part] = Factor(rate * part.numerator, Decimal(part.denominator * 100))
        factors.append(by_part[part] if period.number > free else NO_INTEREST)
    return factors


def sum_factors(factors: list[Factor]) -> Factor:
    """One factor for a stretch without payments: simple interest, nothing is compounded."""
    denominator = lcm(*(int(factor.denominator) for factor in factors))
    numerator = sum(
        (factor.numerator * (denominator // int(factor.denominator)) for factor in factors), ZERO
    )
    return Factor(numerator, Decimal(denominator))


def interest_of(balance: Decimal, factor: Factor, cent: Decimal, rounding: str) -> Decimal:
    """Interest on a balance for one period, rounded to money by one of decimal's modes."""
    exact = EXACT.divide(EXACT.multiply(balance, factor.numerator), factor.denominator)
    return exact.quantize(cent, rounding, EXACT)
