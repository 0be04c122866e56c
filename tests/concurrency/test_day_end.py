"""Two day-ends at once, and one that is killed: every date sealed once, everything done once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import transaction

from core.actors import Actor, System
from core.calendar.business_date import hold_open_date, open_date, set_open_date
from core.day_end import Step, StepResult, close_until, register_step
from core.models import ClosedDate, DayEndChunk, OutboxMessage
from tests.concurrency.together import together
from tests.core.conftest import NOON
from tests.foundation.databases import REPOSITORY, worker_database

MONDAY = dt.date(2026, 2, 23)
DATES = 3
LAST = MONDAY + dt.timedelta(days=DATES - 1)
LOANS = 40

pytestmark = pytest.mark.real_commits

KILLED_RUN = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from core.actors import System
from core.day_end import Step, close_until, steps
from tests.concurrency import test_day_end as test

steps._steps.clear()
settings.DAY_END_STEPS = ["test.age"]
victim = int(sys.argv[1])

def run(ids, on, actor):
    result = test.age(ids, on, actor)
    if victim in ids:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

steps.register_step(Step("test.age", run, test.due, chunk_size=7))
close_until(until=test.LAST, actor=System("day-end"), at=test.NOON)
"""


def due(on: dt.date) -> list[int]:
    return list(range(1, LOANS + 1))


def age(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    """One row a loan and date; a second one would break the unique key."""
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic="test.aged", key=f"{on} {pk}", due_at=NOON) for pk in ids
    )
    return StepResult(loans=len(ids), rows=len(ids))


@pytest.fixture(autouse=True)
def _book(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.day_end.steps._steps", {})
    settings.DAY_END_STEPS = ["test.age"]
    register_step(Step("test.age", age, due, chunk_size=7))
    set_open_date(on=MONDAY)


def close_all() -> Any:
    return close_until(until=LAST, actor=System("day-end"), at=NOON)


def assert_everything_was_done_once() -> None:
    assert open_date() == LAST + dt.timedelta(days=1)
    assert ClosedDate.objects.count() == DATES
    assert OutboxMessage.objects.count() == DATES * LOANS
    assert DayEndChunk.objects.count() == DATES * 6
    assert not DayEndChunk.objects.filter(done_at=None).exists()
    assert sum(DayEndChunk.objects.values_list("loans", flat=True)) == DATES * LOANS


def test_runs_started_together_share_the_work() -> None:
    """RELIABILITY experiment 6."""
    results = together(close_all, close_all, close_all)

    assert all(isinstance(result, list) for result in results), results
    assert_everything_was_done_once()


@pytest.mark.parametrize("victim", [1, 20, 40])
def test_a_run_killed_with_signal_9_is_continued(victim: int) -> None:
    """RELIABILITY experiment 1: the work of the killed chunk is undone, that of the others kept."""
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED_RUN, str(victim)],
        env={
            **os.environ,
            "DATABASE_URL": worker_database.url,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert open_date() == MONDAY
    assert OutboxMessage.objects.count() == (victim - 1) // 7 * 7

    close_all()

    assert_everything_was_done_once()


def test_a_booking_under_way_is_waited_for_and_sealed_with_its_date() -> None:
    """The seal waits for the booking; whoever books afterwards books on the next date."""
    is_booking, may_end = threading.Event(), threading.Event()
    seen: list[dt.date] = []

    def book() -> None:
        with transaction.atomic():
            seen.append(hold_open_date())
            is_booking.set()
            may_end.wait(20)
            seen.append(open_date())

    def close() -> None:
        is_booking.wait(10)
        threading.Timer(1, may_end.set).start()
        close_until(until=MONDAY, actor=System("day-end"), at=NOON)

    assert together(book, close) == [None, None]
    assert seen == [MONDAY, MONDAY]
    with transaction.atomic():
        assert hold_open_date() == MONDAY + dt.timedelta(days=1)
