"""Moving an object along its state machine: legal move, saved row and log row in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django_fsm import TransitionNotAllowed

from core.actors import Actor
from core.calendar.business_date import open_date
from core.errors import IllegalMove, OutsideTransaction
from core.models import TransitionLog


def move(
    obj: Any, transition: str, *, actor: Actor, at: dt.datetime, reason: str = "", **facts: Any
) -> None:
    """Call the transition method, save the row, log the move.

    The caller holds the row's lock. Raises IllegalMove when the machine has no such move from the
    present state, OutsideTransaction when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{obj}.{transition}")
    source = obj.state
    try:
        getattr(obj, transition)(actor=actor, at=at, **facts)
    except TransitionNotAllowed:
        raise IllegalMove(what=f"{obj._meta.verbose_name} {obj.public_id}", state=source) from None
    obj.save()
    log_move(obj, source=source, actor=actor, reason=reason)


def log_move(obj: Any, *, source: str, actor: Actor, reason: str = "") -> None:
    """Write the log row alone: for an object just made (`source` empty)."""
    TransitionLog.objects.create(
        machine=obj._meta.model_name,
        object_id=obj.public_id,
        source=source,
        target=obj.state,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        reason=reason,
        business_on=open_date(),
    )
