"""Quiet hours: no message about a debt between 22:00 and 08:00 (RULES K1)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from core.calendar.business_date import institution_zone

QUIET_FROM: Final = dt.time(22)
QUIET_UNTIL: Final = dt.time(8)


def is_quiet(moment: dt.time) -> bool:
    """Whether the time of day lies in the quiet hours; 22:00 is quiet, 08:00 is not."""
    return moment >= QUIET_FROM or moment < QUIET_UNTIL


def next_allowed(at: dt.datetime) -> dt.datetime:
    """`at`, or the next 08:00 at the institution when `at` lies in the quiet hours."""
    local = at.astimezone(institution_zone())
    if not is_quiet(local.time()):
        return at
    day = local.date() + dt.timedelta(days=local.time() >= QUIET_FROM)
    return dt.datetime.combine(day, QUIET_UNTIL, tzinfo=institution_zone())
