"""Periods and day counts of a system that a loan was taken over from."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from products.maths.due_dates import Period, add_units
from products.maths.errors import FieldError, TermsError
from products.maths.terms import Takeover, Terms

_PERIODS_A_YEAR = {"month": 12, "week": 52, "day": 365}
_THIRTY_DAY_UNITS = {"month": 30, "week": 7, "day": 1}


@dataclass(frozen=True, slots=True)
class TakeoverTerms:
    """Terms together with the options that the builder needs at every step."""

    terms: Terms
    options: Takeover

    @property
    def start(self) -> date:
        return self.options.schedule_start or self.terms.disbursed_on

    @property
    def counts_days(self) -> bool:
        return self.terms.interest_period == "daily"


def takeover_periods(loan: TakeoverTerms) -> list[Period]:
    """Periods from the schedule's start; interest of the first one begins with the payout.

    Raises TermsError when a fixed length or the schedule's start leaves a period without days.
    """
    terms, start = loan.terms, loan.start
    if terms.first_due_on is None:
        anchor, offset = start, 1
    else:
        anchor, offset = terms.first_due_on, 0
    anchor_day = terms.anchor_day if terms.unit == "month" else None
    ends = [
        add_units(anchor, (offset + k) * terms.every, terms.unit, anchor_day=anchor_day)
        for k in range(terms.instalments)
    ]
    if loan.options.fixed_length_days is not None:
        ends[-1] = start + timedelta(days=loan.options.fixed_length_days)
    _refuse_empty_periods(loan, ends)
    periods, begins = [], start
    for number, ends_on in enumerate(ends, start=1):
        interest_from = max(begins, terms.disbursed_on) if number == 1 else begins
        periods.append(Period(number, interest_from, ends_on, ends_on, begins))
        begins = ends_on
    return periods


def _refuse_empty_periods(loan: TakeoverTerms, ends: list[date]) -> None:
    start, disbursed_on = loan.start, loan.terms.disbursed_on
    errors = []
    if not start <= disbursed_on < ends[0]:
        errors.append(
            FieldError(
                "/takeover/schedule_start",
                "out_of_range",
                f"takeover.schedule_start is {start}: disbursed_on ({disbursed_on}) must fall into "
                f"the first period, which ends on {ends[0]}",
            )
        )
    if len(ends) > 1 and ends[-1] <= ends[-2]:
        errors.append(
            FieldError(
                "/takeover/fixed_length_days",
                "out_of_range",
                f"takeover.fixed_length_days is {loan.options.fixed_length_days}: "
                f"must reach beyond {ends[-2]}",
            )
        )
    if errors:
        raise TermsError(errors)


def full_period_part(loan: TakeoverTerms, period: Period) -> Fraction:
    """The part of a year that a whole period stands for, wherever its interest begins."""
    terms, options = loan.terms, loan.options
    if not loan.counts_days:
        return Fraction(terms.every, _PERIODS_A_YEAR[terms.unit])
    if options.days_in_month == "30":
        days = _THIRTY_DAY_UNITS[terms.unit] * terms.every
        return days * _a_day(loan, period.regular_from, period.ends_on)
    return _actual_days_part(loan, period.regular_from, period.ends_on)


def interest_part(loan: TakeoverTerms, period: Period) -> Fraction:
    """The part of a year that interest is really for."""
    if period.is_regular:
        return full_period_part(loan, period)
    if loan.counts_days and loan.options.days_in_month == "actual":
        return _actual_days_part(loan, period.starts_on, period.ends_on)
    return full_period_part(loan, period) * Fraction(period.days, period.regular_days)


def _a_day(loan: TakeoverTerms, start: date, end: date) -> Fraction:
    """The average part of a year of one day of a period."""
    return _actual_days_part(loan, start, end) / (end - start).days


def _actual_days_part(loan: TakeoverTerms, start: date, end: date) -> Fraction:
    options = loan.options
    days = (end - start).days
    if options.schedule_family == "cumulative" and options.days_in_year == "actual":
        return Fraction(days, 365)
    if options.days_in_year != "actual":
        return Fraction(days, int(options.days_in_year or 365))
    if options.leap_year_rule == "366_only_in_period_with_feb29":
        return Fraction(days, 366 if _has_29_february(start, end) else 365)
    return sum(
        (
            Fraction((part_end - part_start).days, 366 if isleap(year) else 365)
            for year, part_start, part_end in _by_year(start, end, options.year_boundary_split)
        ),
        Fraction(0),
    )


def _by_year(start: date, end: date, split: str | None) -> list[tuple[int, date, date]]:
    """A stretch cut at 31 December, which then counts to the next year, or at 1 January."""
    parts = []
    for year in range(start.year, end.year + 1):
        opens, closes = date(year, 1, 1), date(year + 1, 1, 1)
        if split != "jan1":
            opens, closes = opens - timedelta(days=1), closes - timedelta(days=1)
        part_start, part_end = max(start, opens), min(end, closes)
        if part_start < part_end:
            parts.append((year, part_start, part_end))
    return parts


def _has_29_february(start: date, end: date) -> bool:
    """Whether 29 February lies after `start` and not after `end`."""
    return any(
        isleap(year) and start < date(year, 2, 29) <= end
        for year in range(start.year, end.year + 1)
    )


def as_decimal(part: Fraction, annual_rate: Decimal) -> Decimal:
    """The interest per unit of principal of a part of a year, at the caller's precision."""
    return annual_rate * part.numerator / (part.denominator * 100)
