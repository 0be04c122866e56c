"""Putting a message into the outbox, in the transaction of the change that it tells of."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from core.errors import OutsideTransaction
from core.models import OutboxMessage

DOORBELL_TASK = "core.tasks.ring_doorbell"
# The sweep of every minute delivers anyway: a broker that was away is left alone for a while.
PAUSE_AFTER_FAILURE_SECONDS = 30.0
# Somebody waits for the answer to their request: ask once, and not for long.
_ASK_ONCE = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 2}

logger = structlog.get_logger(__name__)
_broker_was_away_at = float("-inf")


def enqueue(*, topic: str, key: str, payload: dict[str, Any], due_at: dt.datetime) -> OutboxMessage:
    """Write the message; the same topic and key again returns the first one unchanged.

    `payload` holds ids and facts, no personal data. A doorbell is rung when the transaction commits.
    Raises OutsideTransaction: a message never commits without the change it tells of.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"enqueue {topic}")
    message, _ = OutboxMessage.objects.get_or_create(
        topic=topic, key=key, defaults={"payload": payload, "due_at": due_at}
    )
    _ring_on_commit()
    return message


def enqueue_all(*, topic: str, messages: Iterable[tuple[str, dt.datetime]]) -> int:
    """Write many new messages (key, due at) without payload in one statement.

    Unlike `enqueue`, a key that is there already fails it all. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"enqueue {topic}")
    written = OutboxMessage.objects.bulk_create(
        OutboxMessage(topic=topic, key=key, due_at=due_at) for key, due_at in messages
    )
    if written:
        _ring_on_commit()
    return len(written)


def _ring_on_commit() -> None:
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring)


def ring() -> None:
    """Ask a worker to look now. Without a broker nothing is lost: the sweep comes every minute."""
    global _broker_was_away_at
    if time.monotonic() - _broker_was_away_at < PAUSE_AFTER_FAILURE_SECONDS:
        return
    try:
        with current_app.connection_for_write() as broker:
            broker.transport_options = {**(broker.transport_options or {}), **_ASK_ONCE}
            current_app.send_task(
                DOORBELL_TASK, retry=False, expires=60, ignore_result=True, connection=broker
            )
    except (OperationalError, OSError) as error:
        _broker_was_away_at = time.monotonic()
        logger.warning("doorbell not heard", error=type(error).__name__)
