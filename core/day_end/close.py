"""Closing business dates, always from the oldest unclosed one."""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings

from core.actors import Actor
from core.calendar.business_date import institution_zone, open_date
from core.day_end.chunks import StepRun
from core.day_end.errors import DateNotOpen, DayEndTooEarly
from core.day_end.report import DayReport, report_of
from core.day_end.seal import seal_date
from core.day_end.steps import ordered_steps

ONE_DAY = dt.timedelta(days=1)


def close_date(*, on: dt.date, actor: Actor, at: dt.datetime) -> DayReport:
    """Run the steps of the open date, seal it and open the next.

    A date that is closed already is only reported. Call it outside a transaction. Raises
    DateNotOpen for a later date than the open one, DayEndTooEarly, UnknownStep, DayEndStuck, and
    what a step without single obligations raises: then the date stays open and a later call resumes.
    """
    open_on = open_date()
    if on > open_on:
        raise DateNotOpen(on=on, open_on=open_on)
    if on < open_on:
        return report_of(on, seconds=0)
    refuse_too_early(until=on, at=at)
    started = time.monotonic()
    for step in ordered_steps():
        StepRun(step=step, on=on, actor=actor, at=at).work()
    seal_date(on=on, actor=actor, at=at)
    return report_of(on, seconds=time.monotonic() - started)


def close_until(*, until: dt.date, actor: Actor, at: dt.datetime) -> list[DayReport]:
    """Close every open date up to and with `until`; nothing when they are closed already.

    Raises DayEndTooEarly before anything is closed, and what `close_date` raises.
    """
    refuse_too_early(until=until, at=at)
    reports = []
    while (on := open_date()) <= until:
        reports.append(close_date(on=on, actor=actor, at=at))
    return reports


def today(*, at: dt.datetime) -> dt.date:
    """The calendar date at the institution."""
    return at.astimezone(institution_zone()).date()


def refuse_too_early(*, until: dt.date, at: dt.datetime) -> None:
    """Raises DayEndTooEarly for today and the future, unless the installation is a sandbox."""
    if until >= today(at=at) and not settings.INSTALLATION_IS_SANDBOX:
        raise DayEndTooEarly(on=until, today=today(at=at))
