"""Typed events, the one way to talk upwards: an earlier stage publishes, a later one subscribes.

Handlers run at once, in the publisher's transaction; one that fails undoes the publisher's work.
Whatever talks to the outside goes through the outbox instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from core.errors import OutsideTransaction


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: frozen values and ids, never model instances."""


E = TypeVar("E", bound=Event)

_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Register a handler, once, from a later stage's `apps.py`."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: Event) -> None:
    """Hand the event to its subscribers, in the order in which they subscribed.

    Raises OutsideTransaction when no transaction is open: state and reaction belong together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(type(event).__name__)
    for handler in _handlers[type(event)]:
        handler(event)
