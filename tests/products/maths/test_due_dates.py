"""Due dates: anchored, clamped at month ends and re-anchored, rolled off days of rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.maths import CalendarRequired, build_schedule
from products.maths.due_dates import add_months, build_periods
from tests.products.maths.loans import terms_of


def is_weekday(on: date) -> bool:
    return on.weekday() < 5


def dues(**changes: object) -> list[str]:
    return [row.due_on.isoformat() for row in build_schedule(terms_of(**changes)).instalments]


def test_month_ends_are_clamped_and_come_back_to_the_anchor() -> None:
    assert dues(disbursed_on="2026-01-31", instalments=4) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]


def test_a_leap_year_has_29_february() -> None:
    assert dues(disbursed_on="2024-01-31", instalments=2)[0] == "2024-02-29"
    assert dues(disbursed_on="2024-02-29", instalments=2, every=12) == ["2025-02-28", "2026-02-28"]


def test_weeks_and_days_are_plain_steps() -> None:
    assert dues(unit="week", every=2, instalments=2) == ["2026-01-29", "2026-02-12"]
    assert dues(unit="day", every=10, instalments=2) == ["2026-01-25", "2026-02-04"]


def test_a_first_due_date_becomes_the_anchor() -> None:
    assert dues(first_due_on="2026-03-05", instalments=2) == ["2026-03-05", "2026-04-05"]


def test_an_anchor_day_brings_a_short_month_back() -> None:
    assert dues(first_due_on="2026-02-28", anchor_day=31, instalments=3) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


def test_an_anchor_day_alone_moves_the_first_due_date() -> None:
    assert dues(anchor_day=5, instalments=2) == ["2026-02-05", "2026-03-05"]


@pytest.mark.parametrize(
    ("roll", "expected"),
    [("next", ["2026-03-02", "2026-03-31"]), ("previous", ["2026-02-27", "2026-03-31"])],
)
def test_due_dates_move_off_days_of_rest_but_interest_does_not(
    roll: str, expected: list[str]
) -> None:
    """28 February 2026 is a Saturday."""
    terms = terms_of(
        disbursed_on="2026-01-31",
        instalments=2,
        due_date_roll=roll,
        interest_period="daily",
        day_count="actual/365",
    )
    still = terms_of(
        disbursed_on="2026-01-31", instalments=2, interest_period="daily", day_count="actual/365"
    )

    rolled = build_schedule(terms, is_working_day=is_weekday)

    assert [row.due_on.isoformat() for row in rolled.rows] == expected
    assert [(row.days, row.interest) for row in rolled.rows] == [
        (row.days, row.interest) for row in build_schedule(still).rows
    ]


def test_rolling_back_never_reaches_the_payout() -> None:
    """Paid out on a Saturday, due on Sunday: the Friday before would be before the payout."""
    terms = terms_of(disbursed_on="2026-02-28", unit="day", instalments=1, due_date_roll="previous")

    assert build_schedule(terms, is_working_day=is_weekday).rows[0].due_on == date(2026, 3, 2)


def test_refuses_to_guess_a_calendar() -> None:
    with pytest.raises(CalendarRequired):
        build_schedule(terms_of(due_date_roll="next"))


def test_refuses_a_calendar_without_working_days() -> None:
    with pytest.raises(CalendarRequired):
        build_schedule(terms_of(due_date_roll="next"), is_working_day=lambda on: False)


def test_a_clamped_first_period_is_regular() -> None:
    periods = build_periods(terms_of(disbursed_on="2026-01-30", first_due_on="2026-02-28"))

    assert periods[0].is_regular


@given(
    start=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    months=st.integers(1, 600),
)
def test_months_never_drift(start: date, months: int) -> None:
    moved = add_months(start, months)

    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day == start.day or (moved + timedelta(days=1)).day == 1
