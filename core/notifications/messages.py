"""Messages to borrowers: kept for the inbox, sent by SMS through the outbox.

Neither text nor phone number is stored: both are made when the message is read or sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from core.models import Notification, OutboxMessage
from core.notifications.gateway import sms_client
from core.notifications.quiet_hours import next_allowed
from core.notifications.sms_client import SmsRefused, SmsUnavailable
from core.notifications.templates import template_of
from core.outbox import DeliveryFailed, Postponed, enqueue, enqueue_all

TOPIC = "sms"


@dataclass(frozen=True)
class Address:
    """Where a borrower is reached: phone in E.164 form, and the language they read."""

    phone: str
    language: str


AddressBook = Callable[[str], Address | None]

_address_books: list[AddressBook] = []


def register_address_book(book: AddressBook) -> None:
    """Say where addresses are looked up by the recipient's public id (`accounts` does)."""
    _address_books[:] = [book]


@transaction.atomic
def notify(
    *, recipient: str, template: str, facts: dict[str, Any], at: dt.datetime
) -> Notification:
    """Tell a borrower something: it stands in their inbox at once, and goes out as an SMS.

    `recipient` is the borrower's public id; `at` the real time. A template with quiet hours waits for
    the morning. Raises KeyError for an unknown template or a fact that its text needs.
    """
    message = _written(recipient, template, facts, at)
    if _address_books and _address_books[0](recipient) is None:
        message.state = (
            Notification.State.FAILED
        )  # no phone, as in a book taken over: the inbox alone
    message.save()
    if message.state == Notification.State.WAITING:
        enqueue(topic=TOPIC, key=message.public_id, payload={}, due_at=message.not_before)
    return message


@transaction.atomic
def notify_all(
    letters: Iterable[tuple[str, dict[str, Any]]], *, template: str, at: dt.datetime
) -> int:
    """Tell many borrowers, in two statements: (public id, facts) each, all of them with a phone.

    Raises KeyError as `notify` does.
    """
    messages = Notification.objects.bulk_create(
        _written(recipient, template, facts, at) for recipient, facts in letters
    )
    enqueue_all(
        topic=TOPIC, messages=[(message.public_id, message.not_before) for message in messages]
    )
    return len(messages)


def _written(recipient: str, template: str, facts: dict[str, Any], at: dt.datetime) -> Notification:
    wanted = template_of(template)
    missing = wanted.needs - facts.keys()
    if missing:
        raise KeyError(f"{template} needs {', '.join(sorted(missing))}")
    not_before = next_allowed(at) if wanted.is_quiet else at
    return Notification(recipient=recipient, template=template, facts=facts, not_before=not_before)


def text_of(message: Notification, *, language: str | None = None) -> str:
    """The text in a language (default: that of the moment)."""
    facts = dict(message.facts)
    return template_of(message.template).render(facts, language=language or get_language() or "en")


def deliver_sms(outgoing: OutboxMessage) -> None:
    """Send one notification (the outbox's deliverer of the topic "sms").

    The gateway sends a reference once, so a repetition is harmless. A number that it refuses is a
    final failure that stands on the notification. Quiet hours are looked at again here, by the
    real time, because a backlog may be delivered at any hour.
    """
    message = Notification.objects.get(public_id=outgoing.key)
    at = outgoing.delivering_at
    if template_of(message.template).is_quiet and next_allowed(at) > at:
        raise Postponed(next_allowed(at))
    address = _address_books[0](message.recipient) if _address_books else None
    if address is None:
        Notification.objects.filter(pk=message.pk).update(state=Notification.State.FAILED)
        return
    try:
        receipt = sms_client().send(
            to=address.phone,
            text=text_of(message, language=address.language),
            template=message.template,
            reference=message.public_id,
        )
    except SmsUnavailable as error:
        raise DeliveryFailed(str(error)) from error
    except SmsRefused:
        Notification.objects.filter(pk=message.pk).update(state=Notification.State.FAILED)
        return
    sent = Notification.objects.filter(pk=message.pk)
    sent.filter(sent_at=None).update(gateway_id=receipt.id, sent_at=at)
    # The gateway's receipt may have been quicker than its answer.
    sent.filter(state=Notification.State.WAITING).update(state=Notification.State.SENT)


def mark_delivery(*, reference: str, delivered: bool) -> bool:
    """Note what the gateway says became of a message; false when it waits for no such news."""
    state = Notification.State.DELIVERED if delivered else Notification.State.FAILED
    waiting = [Notification.State.WAITING, Notification.State.SENT]
    found = Notification.objects.filter(public_id=reference, state__in=waiting)
    return bool(found.update(state=state))
