"""How long a stretch of days is, in years, as an exact ratio: 30/360, actual/360, actual/365,
actual/actual.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class YearPart(NamedTuple):
    """A part of a year as numerator and denominator, never divided before money is rounded."""

    numerator: int
    denominator: int


def days_30_360(start: date, end: date) -> int:
    """Days between two dates when every month has 30 (bond basis: a 31st counts as the 30th)."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def actual_actual(start: date, end: date) -> YearPart:
    """Days of ordinary years over 365 plus days of leap years over 366, cut at 1 January."""
    leap_days = ordinary_days = 0
    for year in range(start.year, end.year + 1):
        begins, ends = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        if isleap(year):
            leap_days += (ends - begins).days
        else:
            ordinary_days += (ends - begins).days
    if not leap_days:
        return YearPart(ordinary_days, 365)
    if not ordinary_days:
        return YearPart(leap_days, 366)
    return YearPart(ordinary_days * 366 + leap_days * 365, 365 * 366)


def year_part(start: date, end: date, day_count: str) -> YearPart:
    """The part of a year between two dates by a named day count."""
    if day_count == "actual/actual":
        return actual_actual(start, end)
    if day_count == "30/360":
        return YearPart(days_30_360(start, end), 360)
    return YearPart((end - start).days, 360 if day_count == "actual/360" else 365)


def annualised_daily_rate(daily_rate: Decimal, denominator: int = 365) -> Decimal:
    """A daily rate in percent as a simple annual one: 0.05 is 18.25 (x365) or 18.00 (x360)."""
    if denominator not in (360, 365):
        raise ValueError(f"denominator is {denominator}: must be 360 or 365")
    return daily_rate * denominator
