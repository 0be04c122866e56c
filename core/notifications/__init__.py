"""Telling people: messages by template through the outbox, and one-time codes."""

from core.notifications.codes import (
    CodeExpired,
    CodeNotSent,
    CodeWrong,
    TooManyCodes,
    TooManyTries,
    check_code,
    send_code,
)
from core.notifications.messages import (
    Address,
    mark_delivery,
    notify,
    notify_all,
    register_address_book,
    text_of,
)

__all__ = [
    "Address",
    "CodeExpired",
    "CodeNotSent",
    "CodeWrong",
    "TooManyCodes",
    "TooManyTries",
    "check_code",
    "mark_delivery",
    "notify",
    "notify_all",
    "register_address_book",
    "send_code",
    "text_of",
]
