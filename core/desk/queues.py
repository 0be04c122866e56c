"""Work queues of the landing page; each stage registers its own, for the roles that work on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """One piece of waiting work."""

    title: Any
    href: str
    note: Any = ""
    mark: Any = ""  # a word: time left, state, whose
    tone: str = ""
    is_mine: bool = False
    is_here: bool = False  # the case that is open beside the queue


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Waiting work of one kind: how much there is, and what is the most urgent."""

    title: Any
    icon: str
    href: str
    total: int
    items: Sequence[QueueItem]
    empty: Any
    tone: str = ""  # of the number, when there is something


MakeQueue = Callable[[HttpRequest], Queue | None]
_queues: list[tuple[int, MakeQueue]] = []


def register_queue(order: int, make: MakeQueue) -> None:
    """Add a queue to the landing page; `make` answers None to officers it does not concern."""
    _queues.append((order, make))


def queues_for(request: HttpRequest) -> list[Queue]:
    """The signed-in officer's queues, in order."""
    made = [make(request) for _order, make in sorted(_queues, key=lambda pair: pair[0])]
    return [queue for queue in made if queue is not None]


def time_left(due_at: dt.datetime, *, at: dt.datetime) -> tuple[str, str]:
    """How long there is, in words, and the tone of it."""
    seconds = (due_at - at).total_seconds()
    minutes = int(abs(seconds) // 60)
    if minutes >= 48 * 60:
        span = _("%(number)s days") % {"number": minutes // 1440}
    elif minutes >= 120:
        span = _("%(number)s h") % {"number": minutes // 60}
    else:
        span = _("%(number)s min") % {"number": minutes}
    if seconds < 0:
        return _("late by %(span)s") % {"span": span}, "danger"
    return _("%(span)s left") % {"span": span}, "warning" if minutes < 15 else ""
