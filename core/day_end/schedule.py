"""The nightly closing, whenever the doorbell rings after half past midnight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

from core.actors import Actor
from core.calendar.business_date import institution_zone, open_date
from core.day_end.close import ONE_DAY, close_until, today
from core.day_end.report import DayReport

NOT_BEFORE: Final = dt.time(0, 30)
CATCH_UP_DAYS_MAX: Final = (
    31  # a longer gap is no missed night: an operator closes it, by `day_end`
)
NIGHT_LOCK: Final = 7_240_003  # session advisory lock: one worker is enough for an ordinary night


def is_due(*, at: dt.datetime) -> bool:
    """Whether a date before today is open and the night's closing may start."""
    local = at.astimezone(institution_zone())
    missed = (local.date() - open_date()).days
    return local.time() >= NOT_BEFORE and 0 < missed <= CATCH_UP_DAYS_MAX


def close_due_dates(*, at: dt.datetime, actor: Actor) -> list[DayReport]:
    """Close every date before today; nothing when another worker is doing so.

    However many nights were missed, up to a month, the next ring makes up for all of them.
    """
    if not is_due(at=at):
        return []
    with _night_lock("pg_try_advisory_lock") as is_ours:
        return close_until(until=today(at=at) - ONE_DAY, actor=actor, at=at) if is_ours else []


@contextmanager
def hold_nightly_closing() -> Iterator[None]:
    """Keep workers from closing dates by themselves: while a demo lives through its past."""
    with _night_lock("pg_advisory_lock"):
        yield


@contextmanager
def _night_lock(function: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [NIGHT_LOCK])
        is_ours = cursor.fetchone()[0] is not False  # the waiting function returns nothing
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NIGHT_LOCK])
