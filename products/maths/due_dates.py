"""Due dates: anchor + k x every, month ends clamped and re-anchored (31 Jan, 28 Feb, 31 Mar)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from products.maths.errors import CalendarRequired
from products.maths.terms import Terms

WorkingDayTest = Callable[[date], bool]

_LONGEST_CLOSURE_DAYS = 30


class Period(NamedTuple):
    """One period of interest.

    `due_on` is the date after rolling; `starts_on` and `ends_on` are the nominal dates that
    interest is counted over. `regular_from` is where a regular period that ends on `ends_on` would
    have begun.
    """

    number: int
    starts_on: date
    ends_on: date
    due_on: date
    regular_from: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days

    @property
    def regular_days(self) -> int:
        return (self.ends_on - self.regular_from).days

    @property
    def is_regular(self) -> bool:
        return self.starts_on == self.regular_from


def add_months(start: date, months: int, *, anchor_day: int | None = None) -> date:
    """`start` moved by whole months; the day is `anchor_day`, or the last of a shorter month."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    day = anchor_day or start.day
    if day > 28:
        day = min(day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def add_units(start: date, count: int, unit: str, *, anchor_day: int | None = None) -> date:
    """`start` moved by `count` days, weeks or months."""
    if unit == "month":
        return add_months(start, count, anchor_day=anchor_day)
    return start + timedelta(days=count * 7 if unit == "week" else count)


def roll(on: date, how: str, is_working_day: WorkingDayTest) -> date:
    """Move a date to the next or previous working day.

    Raises CalendarRequired when no working day is found within a month: the calendar must be wrong.
    """
    step = timedelta(days=-1 if how == "previous" else 1)
    moved = on
    for _ in range(_LONGEST_CLOSURE_DAYS):
        if is_working_day(moved):
            return moved
        moved += step
    raise CalendarRequired(f"no working day within {_LONGEST_CLOSURE_DAYS} days of {on}")


def build_periods(terms: Terms, *, is_working_day: WorkingDayTest | None = None) -> list[Period]:
    """The periods of a loan in order, numbered from 1.

    The length that interest is counted over never depends on rolling.
    Raises CalendarRequired when the terms roll due dates and no calendar is given.
    """
    if terms.due_date_roll != "none" and is_working_day is None:
        raise CalendarRequired(
            f"due_date_roll is {terms.due_date_roll}: a calendar of working days is needed"
        )
    nominal, regular_from = _nominal_dates(terms)
    periods = []
    starts_on = terms.disbursed_on
    for number, ends_on in enumerate(nominal, start=1):
        due_on = ends_on
        if terms.due_date_roll != "none" and is_working_day is not None:
            due_on = roll(ends_on, terms.due_date_roll, is_working_day)
            if due_on <= terms.disbursed_on:
                due_on = roll(ends_on, "next", is_working_day)
        begins = regular_from if number == 1 else starts_on
        periods.append(Period(number, starts_on, ends_on, due_on, begins))
        starts_on = ends_on
    return periods


def _nominal_dates(terms: Terms) -> tuple[list[date], date]:
    """The due dates before rolling, and where a regular first period would begin."""
    every, unit, start = terms.every, terms.unit, terms.disbursed_on
    if terms.first_due_on is None:
        anchor, offset = start, 1
        anchor_day = terms.anchor_day
    else:
        anchor, offset = terms.first_due_on, 0
        anchor_day = terms.anchor_day or (anchor.day if unit == "month" else None)
    dates = [
        add_units(anchor, (offset + k) * every, unit, anchor_day=anchor_day)
        for k in range(terms.instalments)
    ]
    if dates[0] == add_units(start, every, unit, anchor_day=None):
        return dates, start
    return dates, add_units(dates[0], -every, unit, anchor_day=anchor_day)
