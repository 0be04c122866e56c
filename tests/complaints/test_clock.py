"""The clock of a complaint by the real Chinese calendar (RULES C2, C5; Civil Code 201, 203)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from complaints.clock import deadlines, latest_extension
from core.calendar.working_days import WorkingDays

ORACLE = json.loads((Path(__file__).parents[1] / "oracles" / "workdays.json").read_text("utf-8"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("example", ORACLE["deadline_examples"], ids=lambda e: e["received"])
def test_fifteen_working_days_as_published(example: dict[str, object]) -> None:
    received = dt.date.fromisoformat(str(example["received"]))

    found = WorkingDays("CN").add(received, int(str(example["working_days"])))

    assert found.isoformat() == example["deadline"]


def test_the_earlier_of_both_clocks_binds() -> None:
    """Over Spring Festival 15 working days end after 15 days."""
    clock = deadlines(received_on=dt.date(2024, 2, 5), working_days=WorkingDays("CN"))

    assert clock.working_days == dt.date(2024, 3, 1)
    assert clock.calendar_days == dt.date(2024, 2, 20)
    assert clock.binding == dt.date(2024, 2, 20)


def test_a_period_of_days_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    """15 days from 16 Sep 2025 end on 1 Oct, National Day; the next working day is 9 Oct."""
    clock = deadlines(received_on=dt.date(2025, 9, 16), working_days=WorkingDays("CN"))

    assert clock.calendar_days == dt.date(2025, 10, 9)
    assert clock.binding == min(clock.working_days, clock.calendar_days)


def test_the_longest_extension_is_sixty_working_days_in_all() -> None:
    days = WorkingDays("CN")
    received = dt.date(2026, 3, 2)

    assert latest_extension(received_on=received, working_days=days) == days.add(received, 60)
