"""The nightly closing: after half past midnight, every missed date, by one worker."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from core.actors import System
from core.calendar.business_date import open_date, set_open_date
from core.day_end.schedule import NIGHT_LOCK, close_due_dates, is_due
from tests.core.conftest import CHINA

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 2, 23)
ACTOR = System("day-end")


def at(day: int, clock: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-02-{day}T{clock}").replace(tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _open_monday(day_end_steps) -> None:
    set_open_date(on=MONDAY)


@pytest.mark.parametrize(
    ("day", "clock", "due"),
    [(23, "23:59", False), (24, "00:29:59", False), (24, "00:30", True), (28, "12:00", True)],
)
def test_starts_half_an_hour_after_midnight(day: int, clock: str, due: bool) -> None:
    assert is_due(at=at(day, clock)) is due


def test_makes_up_for_every_missed_night() -> None:
    reports = close_due_dates(at=at(27, "00:31"), actor=ACTOR)

    assert [report.on.day for report in reports] == [23, 24, 25, 26]
    assert open_date() == dt.date(2026, 2, 27)
    assert close_due_dates(at=at(27, "00:32"), actor=ACTOR) == []


def test_leaves_the_night_to_the_worker_that_is_at_it(fresh_database) -> None:
    set_open_date(on=MONDAY)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [NIGHT_LOCK])

    assert close_due_dates(at=at(24, "00:31"), actor=ACTOR) == []
    other.close()
    assert [report.on for report in close_due_dates(at=at(24, "00:31"), actor=ACTOR)] == [MONDAY]
