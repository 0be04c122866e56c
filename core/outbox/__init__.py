"""Telling the outside: written with the change it tells of, delivered at least once afterwards."""

from core.models import OutboxMessage
from core.outbox.deliver import DeliveryFailed, Postponed, deliver_due, register
from core.outbox.enqueue import enqueue, enqueue_all

__all__ = [
    "DeliveryFailed",
    "OutboxMessage",
    "Postponed",
    "deliver_due",
    "enqueue",
    "enqueue_all",
    "register",
]
