"""Day counts as exact parts of a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from products.maths import build_schedule
from products.maths.day_count import (
    actual_actual,
    annualised_daily_rate,
    days_30_360,
    year_part,
)
from tests.products.maths.loans import terms_of


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), 30),
        (date(2026, 1, 31), date(2026, 3, 31), 60),
        (date(2026, 1, 30), date(2026, 3, 31), 60),
        (date(2026, 1, 15), date(2026, 3, 31), 76),
        (date(2026, 2, 28), date(2027, 2, 28), 360),
    ],
)
def test_every_month_has_thirty_days(start: date, end: date, days: int) -> None:
    assert days_30_360(start, end) == days


def test_actual_actual_is_cut_at_new_year() -> None:
    part = actual_actual(date(2023, 12, 12), date(2024, 1, 12))

    assert Fraction(*part) == Fraction(20, 365) + Fraction(11, 366)
    assert actual_actual(date(2024, 1, 1), date(2025, 1, 1)) == (366, 366)
    assert actual_actual(date(2025, 1, 1), date(2026, 1, 1)) == (365, 365)


def test_denominators_by_name() -> None:
    start, end = date(2024, 1, 1), date(2024, 3, 1)

    assert year_part(start, end, "actual/360") == (60, 360)
    assert year_part(start, end, "actual/365") == (60, 365)
    assert year_part(start, end, "30/360") == (60, 360)


def test_a_daily_rate_is_annualised_by_365_or_360() -> None:
    """Seed products: 0.05 % a day is 18.25 % or 18.00 %, 0.02 % is 7.30 % or 7.20 %."""
    assert annualised_daily_rate(Decimal("0.05")) == Decimal("18.25")
    assert annualised_daily_rate(Decimal("0.05"), 360) == Decimal("18.00")
    assert annualised_daily_rate(Decimal("0.02")) == Decimal("7.30")
    with pytest.raises(ValueError, match="must be 360 or 365"):
        annualised_daily_rate(Decimal("0.05"), 366)


def first_interest(**changes: object) -> Decimal:
    return build_schedule(terms_of(**changes)).rows[0].interest


@pytest.mark.parametrize(
    ("changes", "interest"),
    [
        ({"interest_period": "instalment"}, "120.00"),
        ({"interest_period": "instalment", "unit": "week"}, "27.69"),
        ({"interest_period": "instalment", "unit": "day"}, "3.95"),
        ({"interest_period": "daily"}, "120.00"),
        ({"interest_period": "daily", "day_count": "actual/360"}, "124.00"),
        ({"interest_period": "daily", "day_count": "actual/365"}, "122.30"),
        ({"interest_period": "daily", "first_due_on": "2026-02-20"}, "140.00"),
        ({"interest_period": "instalment", "first_due_on": "2026-02-20"}, "139.35"),
        (
            {
                "interest_period": "daily",
                "day_count": "actual/actual",
                "disbursed_on": "2024-01-15",
            },
            "121.97",
        ),
    ],
)
def test_interest_of_the_first_period(changes: dict[str, object], interest: str) -> None:
    """12,000 at 12 %: by the instalment or by days; an irregular first period by its days."""
    assert first_interest(**changes) == Decimal(interest)
