"""The nightly closing, whenever the doorbell rings after half past midnight."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection

from core.actors import Actor
from core.calendar.business_date import institution_zone, open_date
from core.day_end.close import ONE_DAY, close_until, today
from core.day_end.report import DayReport

NOT_BEFORE: Final = dt.time(0, 30)
NIGHT_LOCK: Final = 7_240_003  # session advisory lock: one worker is enough for an ordinary night


def is_due(*, at: dt.datetime) -> bool:
    """Whether a date before today is open and the night's closing may start."""
    local = at.astimezone(institution_zone())
    return local.time() >= NOT_BEFORE and open_date() < local.date()


def close_due_dates(*, at: dt.datetime, actor: Actor) -> list[DayReport]:
    """Close every date before today; nothing when another worker is doing so.

    However many nights were missed, the next ring makes up for all of them.
    """
    if not is_due(at=at):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NIGHT_LOCK])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        return []
    try:
        return close_until(until=today(at=at) - ONE_DAY, actor=actor, at=at)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [NIGHT_LOCK])
