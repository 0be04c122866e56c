"""The Celery tasks ring and close; what is due lies in the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from core import doorbell, tasks
from core.calendar.business_date import open_date, set_open_date

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 2, 23)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch, day_end_steps: list[str]) -> list[Any]:
    """Whether the closing was asked for."""
    calls: list[Any] = []
    monkeypatch.setattr(doorbell, "_answers", {"test": calls.append})
    monkeypatch.setattr(tasks.close_dates, "apply_async", lambda **_: calls.append("close"))
    set_open_date(on=MONDAY)
    return calls


@time_machine.travel("2026-02-24T00:29:00+08:00", tick=False)
def test_the_bell_is_answered_with_the_real_time(rung: list[Any]) -> None:
    tasks.ring_doorbell(from_a_newer_version=1)

    assert [moment.isoformat() for moment in rung] == ["2026-02-23T16:29:00+00:00"]


@time_machine.travel("2026-02-24T00:31:00+08:00", tick=False)
def test_the_bell_starts_the_closing_of_the_night(rung: list[Any]) -> None:
    tasks.ring_doorbell()

    assert rung[0] == "close"
    assert len(rung) == 2


@time_machine.travel("2026-02-25T00:31:00+08:00", tick=True)
def test_the_closing_makes_up_for_missed_nights(day_end_steps: list[str]) -> None:
    set_open_date(on=MONDAY)

    tasks.close_dates()
    tasks.close_dates()

    assert open_date() == dt.date(2026, 2, 25)
