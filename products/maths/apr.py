"""Annual rates out of flows of money: one solver for every convention.

A flow stands at a whole number of unit periods and a fraction of one. Conventions differ in the
unit, in how the fraction discounts (compound, or simple as US Appendix J has it), and in how the
periodic rate is made annual. Rates inside this module are plain ratios (0.0125), not percent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import lcm
from typing import Literal, NamedTuple

from products.maths.errors import NoSolution
from products.maths.rounding import EXACT, ONE, ZERO
from products.maths.solver import find_rising_zero

FractionRule = Literal["compound", "simple"]

_WHOLE = Fraction(0)
_UNITS_MAX = 20_000
_YEAR_PARTS_MAX = 400


class Flow(NamedTuple):
    """Money at a time: positive to the borrower, negative from the borrower."""

    amount: Decimal
    units: int
    fraction: Fraction = _WHOLE


class _Group(NamedTuple):
    """Flows with the same fraction, as the coefficients of a polynomial in 1/(1+i)."""

    fraction: Decimal
    coefficients: tuple[Decimal, ...]


def periodic_rate(flows: Iterable[Flow], *, fraction_rule: FractionRule = "compound") -> Decimal:
    """The rate per unit period at which what the borrower gets equals what the borrower pays.

    The flows of a loan (money out first, money back later) have exactly one such rate.
    Raises NoSolution when nothing is advanced first, nothing comes back, or no rate makes the sums
    meet.
    """
    with localcontext(EXACT):
        groups = _group(flows)
        _check_signs(groups)
        guess = _first_guess(groups)
        return find_rising_zero(
            lambda rate: _value_and_slope(groups, rate, fraction_rule), guess=guess
        )


def simple_annual(rate: Decimal, periods_a_year: Fraction) -> Decimal:
    """Periodic rate times periods a year: the "simple" figure of PBoC Announcement [2021] No. 3."""
    return EXACT.divide(rate * periods_a_year.numerator, Decimal(periods_a_year.denominator))


def effective_annual(rate: Decimal, periods_a_year: Fraction) -> Decimal:
    """The rate a year of a periodic rate with compounding: (1+i)^n - 1."""
    return _power(ONE + rate, periods_a_year) - ONE


def us_actuarial_apr(flows: Iterable[Flow], unit_periods_a_year: Fraction) -> Decimal:
    """12 CFR 1026 Appendix J: sum A/((1+e i)(1+i)^q) = sum P/((1+f i)(1+i)^t), APR = i x w."""
    return simple_annual(periodic_rate(flows, fraction_rule="simple"), unit_periods_a_year)


def eu_aprc(flows: Sequence[tuple[Decimal, Fraction]]) -> Decimal:
    """APRC of Directive 2008/48/EC Annex I; flows as (amount, years from the first drawdown)."""
    parts = 1
    for _, years in flows:
        parts = lcm(parts, years.denominator)
        if parts > _YEAR_PARTS_MAX:
            break
    longest = max((years for _, years in flows), default=_WHOLE)
    if parts > _YEAR_PARTS_MAX or longest * parts > _UNITS_MAX:
        parts = 1
    in_units = []
    for amount, years in flows:
        units, rest = divmod(years * parts, 1)
        in_units.append(Flow(amount, int(units), rest))
    return effective_annual(periodic_rate(in_units), Fraction(parts))


def _group(flows: Iterable[Flow]) -> list[_Group]:
    whole: dict[int, Decimal] = {}
    by_fraction: dict[Fraction, dict[int, Decimal]] = {_WHOLE: whole}
    for amount, units, fraction in flows:
        at = by_fraction.setdefault(fraction, {}) if fraction else whole
        at[units] = at.get(units, ZERO) + amount
    return [
        _Group(
            _to_decimal(fraction),
            tuple([at.get(units, ZERO) for units in range(max(at) + 1)]),
        )
        for fraction, at in by_fraction.items()
        if at
    ]


def _check_signs(groups: list[_Group]) -> None:
    first: tuple[Decimal, Decimal] | None = None
    pays_back = False
    for group in groups:
        for units, amount in enumerate(group.coefficients):
            if amount:
                pays_back = pays_back or amount < 0
                if first is None or units + group.fraction < first[0]:
                    first = (units + group.fraction, amount)
    if first is None or first[1] < 0:
        raise NoSolution("nothing is advanced before the first payment, so there is no rate")
    if not pays_back:
        raise NoSolution("nothing is paid back, so there is no rate")


def _first_guess(groups: list[_Group]) -> Decimal:
    """Cost over money times time: exact for one payment, close for most loans."""
    cost = life = ZERO
    for group in groups:
        for units, amount in enumerate(group.coefficients):
            if amount:
                cost -= amount
                life -= amount * (units + group.fraction)
    return cost / life if cost > 0 and life > 0 else ZERO


def _value_and_slope(
    groups: list[_Group], rate: Decimal, fraction_rule: FractionRule
) -> tuple[Decimal, Decimal]:
    """The present value of all flows at a rate, and its derivative."""
    discount = ONE / (ONE + rate)
    value = slope = ZERO
    for fraction, coefficients in groups:
        whole = by_discount = ZERO
        for amount in reversed(coefficients):
            by_discount = by_discount * discount + whole
            whole = whole * discount + amount
        by_rate = -by_discount * discount * discount
        if not fraction:
            value += whole
            slope += by_rate
            continue
        if fraction_rule == "simple":
            part = ONE / (ONE + fraction * rate)
            part_by_rate = -fraction * part * part
        else:
            part = discount**fraction
            part_by_rate = -fraction * part * discount
        value += whole * part
        slope += by_rate * part + whole * part_by_rate
    return value, slope


def _to_decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / fraction.denominator


def _power(base: Decimal, exponent: Fraction) -> Decimal:
    with localcontext(EXACT):
        if exponent.denominator == 1:
            return base**exponent.numerator
        return base ** _to_decimal(exponent)
