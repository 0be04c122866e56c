"""Celery: the doorbell and the nightly closing. The truth about what is due is in the database."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from core import doorbell
from core.actors import System
from core.day_end.schedule import close_due_dates, is_due

logger = structlog.get_logger(__name__)


@shared_task(name="core.tasks.ring_doorbell")
def ring_doorbell(**_: Any) -> None:
    """Do what is due: deliver the outbox, decide applications, ask for payouts, start the day-end."""
    at = timezone.now()
    if is_due(at=at):
        close_dates.apply_async(retry=False, expires=55)
    doorbell.answer_all(at=at)


@shared_task(name="core.tasks.close_dates")
def close_dates(**_: Any) -> None:
    """Close every business date before today, unless another worker is at it."""
    report = close_due_dates(at=timezone.now(), actor=System("day-end"))
    if report:
        logger.info("dates closed", dates=[day.on.isoformat() for day in report])
