"""Refusing a step that is no transition (edit, delete) in the words of one that is."""

from __future__ import annotations

from typing import Any

from core.errors import IllegalMove


def require_state(obj: Any, *states: str, refusal: type[IllegalMove] = IllegalMove) -> None:
    """Raises IllegalMove, or the given kind of it, unless the object is in one of the states."""
    if obj.state not in states:
        raise refusal(what=f"{obj._meta.verbose_name} {obj.public_id}", state=obj.state)
