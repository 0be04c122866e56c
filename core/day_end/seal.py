"""Sealing a date: nobody books while its entries are digested and the next date is opened."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import OperationalError, connection, transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date, set_open_date, wait_for_bookings
from core.models import ClosedDate, DayEndChunk

NO_PREVIOUS: Final = "0" * 64
# Bookings wait behind us while we wait for those under way: give way soon, and come again.
WAIT_FOR_BOOKINGS: Final = "2s"
TRIES: Final = 60
PAUSE_SECONDS: Final = 0.5
LOCK_NOT_AVAILABLE: Final = "55P03"


@dataclass(frozen=True)
class Seal:
    """Number of a date's journal entries, and their digest chained to the one before (hex)."""

    entries: int
    digest: str


Sealer = Callable[[dt.date, str], Seal]

_sealers: list[Sealer] = []


def register_sealer(sealer: Sealer) -> None:
    """Say who digests the entries of a date after a given digest (the stage that has the ledger)."""
    _sealers[:] = [sealer]


def digest_of(on: dt.date, previous: str) -> Seal:
    """The seal that the entries booked on a date have now."""
    return _sealers[0](on, previous)


def seal_date(*, on: dt.date, actor: Actor, at: dt.datetime) -> bool:
    """Seal the open date and open the next. False when another run has done it.

    Raises OperationalError when bookings under way do not end for half a minute and more.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return _seal(on, actor)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE or not tries_left:
                raise
            time.sleep(PAUSE_SECONDS)
    return False


@transaction.atomic
def _seal(on: dt.date, actor: Actor) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_FOR_BOOKINGS}'")
    wait_for_bookings()
    if open_date() != on:
        return False
    if DayEndChunk.objects.filter(on=on, done_at=None).exists():
        raise RuntimeError(f"{on} still has chunks to do: it is not sealed")
    last = ClosedDate.objects.order_by("-on").first()
    previous = last.digest if last else NO_PREVIOUS
    seal = digest_of(on, previous)
    closed = ClosedDate.objects.create(
        on=on, entries=seal.entries, digest=seal.digest, previous=previous
    )
    record(
        "core.close_date",
        actor=actor,
        subject=closed,
        details={"entries": seal.entries, "digest": seal.digest},
    )
    set_open_date(on=on + dt.timedelta(days=1))
    return True
