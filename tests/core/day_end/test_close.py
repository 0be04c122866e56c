"""Closing dates: in order, once, resumable, and one poisoned loan blocks nobody else."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import OperationalError

from core.actors import Actor, System
from core.calendar.business_date import open_date, set_open_date
from core.day_end import (
    NO_PREVIOUS,
    DateNotOpen,
    DayEndTooEarly,
    Step,
    StepResult,
    close_date,
    close_until,
    register_step,
    steps,
)
from core.models import AuditEntry, ClosedDate, DayEndChunk, QuarantinedObligation
from tests.core.conftest import NOON

MONDAY = dt.date(2026, 2, 23)
ACTOR = System("day-end")

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for kill -9: nothing catches it."""


class Book:
    """Ten obligations due every day; remembers how often each was done on each date."""

    def __init__(self) -> None:
        self.done: Counter[tuple[dt.date, int]] = Counter()
        self.errors: dict[int, BaseException] = {}

    def select(self, on: dt.date) -> list[int]:
        return [n for n in range(100, 110) if not self.done[on, n]]

    def run(self, ids: list[int], on: dt.date, actor: Actor) -> StepResult:
        for n in ids:
            if n in self.errors:
                raise self.errors[n]
        self.done.update((on, n) for n in ids)
        return StepResult(loans=len(ids), rows=2 * len(ids))


@pytest.fixture
def book(day_end_steps: list[str]) -> Book:
    book = Book()
    register_step(Step("test.age", book.run, book.select, chunk_size=3))
    day_end_steps.append("test.age")
    set_open_date(on=MONDAY)
    return book


def close(on: dt.date = MONDAY):
    return close_date(on=on, actor=ACTOR, at=NOON)


def test_runs_every_step_seals_the_date_and_opens_the_next(book: Book) -> None:
    report = close()

    assert open_date() == MONDAY + dt.timedelta(days=1)
    assert [(s.step, s.loans, s.rows) for s in report.steps] == [("test.age", 10, 20)]
    assert set(book.done.values()) == {1}
    sealed = ClosedDate.objects.get()
    assert (sealed.on, sealed.entries, sealed.previous) == (MONDAY, 0, NO_PREVIOUS)
    assert AuditEntry.objects.get().details["digest"] == sealed.digest


def test_seals_are_chained(book: Book) -> None:
    close_until(until=MONDAY + dt.timedelta(days=2), actor=ACTOR, at=NOON)

    first, second, third = ClosedDate.objects.order_by("on")
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert len({first.digest, second.digest, third.digest}) == 3


def test_a_closed_date_is_only_reported_again(book: Book) -> None:
    first = close()
    again = close()

    assert again.steps == first.steps
    assert set(book.done.values()) == {1}
    assert ClosedDate.objects.count() == 1
    assert close_until(until=MONDAY, actor=ACTOR, at=NOON) == []


def test_catches_up_from_the_oldest_unclosed_date(book: Book) -> None:
    reports = close_until(until=MONDAY + dt.timedelta(days=3), actor=ACTOR, at=NOON)

    assert [report.on for report in reports] == [MONDAY + dt.timedelta(days=n) for n in range(4)]
    with pytest.raises(DateNotOpen):
        close(MONDAY + dt.timedelta(days=9))


@pytest.mark.parametrize("ahead", [0, 1, 400])
def test_today_and_the_future_are_closed_in_a_sandbox_only(
    book: Book, settings, ahead: int
) -> None:
    today = NOON.date()
    set_open_date(on=today)
    settings.INSTALLATION_IS_SANDBOX = False
    until = today + dt.timedelta(days=ahead)

    with pytest.raises(DayEndTooEarly, match=until.isoformat()):
        close_until(until=until, actor=ACTOR, at=NOON)
    with pytest.raises(DayEndTooEarly):
        close(today)
    assert open_date() == today
    assert not DayEndChunk.objects.exists()

    settings.INSTALLATION_IS_SANDBOX = True
    assert close(today).on == today


def test_today_is_the_institution_s_calendar_date(book: Book, settings) -> None:
    settings.INSTALLATION_IS_SANDBOX = False
    just_after_midnight = dt.datetime(2026, 2, 23, 16, 5, tzinfo=dt.UTC)  # 24 February in China

    close_until(until=MONDAY, actor=ACTOR, at=just_after_midnight)

    assert open_date() == MONDAY + dt.timedelta(days=1)


@pytest.mark.real_commits
@pytest.mark.parametrize("victim", [100, 104, 109])
def test_a_killed_run_is_continued_and_does_nothing_twice(book: Book, victim: int) -> None:
    """RELIABILITY invariant 9, experiment 1."""
    book.errors[victim] = Killed()
    with pytest.raises(Killed):
        close()
    done_before = DayEndChunk.objects.filter(done_at__isnull=False).count()
    assert done_before == (victim - 100) // 3
    assert open_date() == MONDAY
    book.errors.clear()

    report = close()

    assert [(s.loans, s.rows) for s in report.steps] == [(10, 20)]
    assert set(book.done.values()) == {1}
    assert len(book.done) == 10


def test_a_poisoned_obligation_is_set_aside_and_blocks_nobody_else(book: Book) -> None:
    """RELIABILITY experiment 22."""
    book.errors[104] = ValueError("no such row\nDETAIL: Failing row contains (13812345678)")

    report = close()

    assert [(s.loans, s.rows) for s in report.steps] == [(9, 18)]
    assert {n for _, n in book.done} == set(range(100, 110)) - {104}
    assert [(q.obligation, q.step, q.error) for q in report.quarantined] == [
        (104, "test.age", "ValueError: no such row")
    ]
    assert open_date() == MONDAY + dt.timedelta(days=1)


def test_what_was_set_aside_is_tried_again_on_the_next_date(book: Book) -> None:
    book.errors[104] = ValueError("broken")
    close()
    book.errors.clear()

    report = close(MONDAY + dt.timedelta(days=1))

    assert report.quarantined == ()
    assert book.done[MONDAY + dt.timedelta(days=1), 104] == 1
    assert QuarantinedObligation.objects.get().released_at == NOON


def test_what_was_set_aside_is_left_out_of_the_later_steps_of_the_date(
    book: Book, day_end_steps: list[str]
) -> None:
    later = Book()
    register_step(Step("test.later", later.run, later.select))
    day_end_steps.append("test.later")
    book.errors[104] = ValueError("broken")

    close()

    assert {n for _, n in later.done} == set(range(100, 110)) - {104}


def test_a_lock_that_somebody_holds_for_a_moment_sets_nobody_aside(book: Book) -> None:
    class Busy(dict):
        tries = 0

        def __contains__(self, n: object) -> bool:
            self.tries += n == 104
            return n == 104 and self.tries < 3

        def __missing__(self, n: int) -> BaseException:
            return OperationalError("lock timeout")

    book.errors = Busy()

    report = close()

    assert report.quarantined == ()
    assert [s.loans for s in report.steps] == [10]


def test_a_step_for_the_whole_date_runs_once_and_stops_the_day_when_it_fails(
    day_end_steps: list[str],
) -> None:
    calls: list[dt.date] = []

    def recognise(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
        assert ids == []
        calls.append(on)
        if len(calls) == 1:
            raise ZeroDivisionError
        return StepResult(loans=0, rows=3)

    register_step(Step("test.income", recognise))
    day_end_steps.append("test.income")
    set_open_date(on=MONDAY)

    with pytest.raises(ZeroDivisionError):
        close()
    assert open_date() == MONDAY
    assert [(s.step, s.rows) for s in close().steps] == [("test.income", 3)]
    assert calls == [MONDAY, MONDAY]


def test_a_quiet_date_selects_once_and_runs_nothing(day_end_steps: list[str]) -> None:
    def run(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
        raise AssertionError("nothing is due")

    register_step(Step("test.quiet", run, lambda on: []))
    day_end_steps.append("test.quiet")
    set_open_date(on=MONDAY)

    assert [(s.step, s.loans) for s in close().steps] == [("test.quiet", 0)]


def test_order_and_registry_must_name_the_same_steps(book: Book, day_end_steps: list[str]) -> None:
    assert steps.check_order() == []

    day_end_steps.append("test.forgotten")
    day_end_steps.append("test.age")
    assert [error.id for error in steps.check_order()] == ["core.E001"] * 2
    with pytest.raises(steps.UnknownStep, match=r"test\.forgotten"):
        close()
    del day_end_steps[:]
    with pytest.raises(steps.UnknownStep, match=r"leaves out test\.age"):
        close()
    with pytest.raises(ValueError, match="twice"):
        register_step(Step("test.age", book.run))


def test_the_installation_s_own_order_is_sound() -> None:
    assert steps.check_order() == []
