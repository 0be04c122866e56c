"""Refusing a step that is no transition (edit, delete, accept) in the words of one that is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core.errors import IllegalMove
from lending.errors import OfferExpired

if TYPE_CHECKING:
    from lending.models import Application


def require_state(obj: Any, *states: str, refusal: type[IllegalMove] = IllegalMove) -> None:
    """Raises IllegalMove, or the given kind of it, unless the object is in one of the states."""
    if obj.state not in states:
        raise refusal(what=f"{obj._meta.verbose_name} {obj.public_id}", state=obj.state)


def require_offer_stands(application: Application, *, on: dt.date) -> None:
    """Raises OfferExpired after the offer's last day, which itself is good."""
    until = application.offer_expires_on
    if until is None or on > until:
        raise OfferExpired(until=until.isoformat() if until else "")
