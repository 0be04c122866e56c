"""Working days of a country, make-up days included; years whose calendar is not official are flagged.

China: weekends off, holidays and 调休 make-up working days by the yearly State Council notice
(RULES section 3: the day of receipt is not counted, Civil Code art. 201).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import holidays

from core.errors import InvalidInput
from core.models import WorkingDayOverride


@lru_cache(maxsize=64)
def _year(country: str, year: int) -> Any:
    try:
        return holidays.country_holidays(country, years=year)
    except NotImplementedError:
        raise InvalidInput.at(
            "/country", "unknown_country", f"no calendar for {country!r}"
        ) from None


def is_official(country: str, year: int) -> bool:
    """Whether the year's calendar has been published. China's without make-up days has not."""
    if country != "CN":
        return True
    return (
        any(on.year == year for on in _year(country, year).weekend_workdays)
        or WorkingDayOverride.objects.filter(country=country, on__year=year).exists()
    )


class WorkingDays:
    """Calendar of one country; reads the override table once."""

    def __init__(self, country: str = "CN") -> None:
        self.country = country
        _year(country, 2024)
        rows = WorkingDayOverride.objects.filter(country=country)
        self._overrides = dict(rows.values_list("on", "is_working"))

    def __call__(self, on: dt.date) -> bool:
        """Whether `on` is a working day."""
        if on in self._overrides:
            return self._overrides[on]
        return bool(_year(self.country, on.year).is_working_day(on))

    def add(self, start: dt.date, days: int) -> dt.date:
        """The `days`-th working day after `start`, which itself is not counted."""
        if days < 0 or days > 5000:
            raise InvalidInput.at("/add", "out_of_range", f"{days} must be between 0 and 5000")
        on = start
        while days:
            on += dt.timedelta(days=1)
            days -= self(on)
        return on

    def next_on_or_after(self, on: dt.date) -> dt.date:
        """`on`, or the next working day: a period that ends on a day off ends later (Civil Code 203)."""
        while not self(on):
            on += dt.timedelta(days=1)
        return on
