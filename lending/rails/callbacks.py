"""Who handles which of the bank's callbacks: stages register, the callback service dispatches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from lending.errors import CallbackUnknown
from lending.rails.types import BankEvent, BankEventKind

# Called inside a transaction with a verified event and the time it came in; repeated calls for the
# same event do not happen, but the handler must still bear that the bank was asked meanwhile.
Handler = Callable[[BankEvent, dt.datetime], None]

_handlers: dict[BankEventKind, Handler] = {}


def register(event: str, handler: Handler) -> None:
    """Say who handles a kind of event (from an `apps.py`); the last one registered counts."""
    _handlers[BankEventKind(event)] = handler


def handler_of(kind: BankEventKind) -> Handler:
    """Raises CallbackUnknown: the callback is kept unhandled."""
    try:
        return _handlers[kind]
    except KeyError:
        raise CallbackUnknown(event=str(kind)) from None
