"""Delivering what is due: claimed under a lease, sent outside any transaction, then recorded.

A message is claimed by moving its `due_at` to the end of a lease and committing, so a worker that
dies delays it and loses nothing. Deliverers must therefore be idempotent by the message's key.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.db.models import QuerySet

from core.models import OutboxMessage

Deliver = Callable[[OutboxMessage], None]

# Longer than any deliverer may take: its HTTP time-outs add up to well under a minute.
LEASE = dt.timedelta(minutes=2)
BACKOFF_FIRST = dt.timedelta(seconds=15)
BACKOFF_LONGEST = dt.timedelta(hours=1)

logger = structlog.get_logger(__name__)


class DeliveryFailed(Exception):
    """The outside could not take it now; it will be tried again. The text holds no personal data."""


class Postponed(Exception):
    """Not now but at `until`; this does not count as an attempt."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until
        super().__init__(f"until {until.isoformat()}")


@dataclass(frozen=True)
class Topic:
    deliver: Deliver
    attempts_max: int


_topics: dict[str, Topic] = {}


def register(topic: str, deliver: Deliver, *, attempts_max: int = 12) -> None:
    """Say who delivers a topic (from an `apps.py`).

    The deliverer returns when the message has been dealt with, raises DeliveryFailed to be called
    again later, or Postponed. `message.delivering_at` is the moment of delivery.
    """
    _topics[topic] = Topic(deliver, attempts_max)


def deliver_due(*, at: dt.datetime, limit: int = 100, topic: str | None = None) -> int:
    """Deliver up to `limit` messages that are due; returns how many were dealt with.

    Must run outside a transaction in production, so that claims are committed before anything is
    sent. Raises ExceptionGroup, after all others were tried, for deliverers that broke in a way
    that they did not name; their messages wait for the next attempt.
    """
    started = time.monotonic()
    done = 0
    broken: list[Exception] = []
    for _ in range(limit):
        now = at + dt.timedelta(seconds=time.monotonic() - started)
        message = _claim(now, topic)
        if message is None:
            break
        try:
            done += _deliver(message, now)
        except Exception as error:  # collected, and raised below after the others
            _note_failure(message, now, f"{type(error).__name__}")
            broken.append(error)
    if broken:
        raise ExceptionGroup("outbox deliverers broke", broken)
    return done


def backoff(attempts: int) -> dt.timedelta:
    """Wait after so many attempts: doubling, up to an hour."""
    doublings = max(0, min(attempts - 1, 12))
    return min(BACKOFF_FIRST * (1 << doublings), BACKOFF_LONGEST)


@transaction.atomic
def _claim(now: dt.datetime, topic: str | None) -> OutboxMessage | None:
    topics = [topic] if topic else list(_topics)
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(delivered_at=None, given_up_at=None, due_at__lte=now, topic__in=topics)
        .order_by("due_at", "id")
        .first()
    )
    if message is not None:
        message.attempts += 1
        message.due_at = now + LEASE
        message.save(update_fields=["attempts", "due_at"])
        message.delivering_at = now
    return message


def _deliver(message: OutboxMessage, now: dt.datetime) -> bool:
    try:
        _topics[message.topic].deliver(message)
    except Postponed as wait:
        _still_ours(message).update(due_at=wait.until, attempts=message.attempts - 1)
        return False
    except DeliveryFailed as failure:
        _note_failure(message, now, str(failure))
        return False
    _still_ours(message).update(delivered_at=now, last_error="")
    return True


def _note_failure(message: OutboxMessage, now: dt.datetime, error: str) -> None:
    given_up = message.attempts >= _topics[message.topic].attempts_max
    _still_ours(message).update(
        due_at=now + backoff(message.attempts),
        given_up_at=now if given_up else None,
        last_error=error[:300],
    )
    log = logger.error if given_up else logger.warning
    log("delivery failed", topic=message.topic, key=message.key, error=error, given_up=given_up)


def _still_ours(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row, unless its lease ran out and another worker has claimed it since."""
    return OutboxMessage.objects.filter(
        pk=message.pk, attempts=message.attempts, delivered_at=None, given_up_at=None
    )
