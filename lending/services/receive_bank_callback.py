"""The bank calls: verified, kept, then handled once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from lending.errors import CallbackReused, CallbackSignatureRefused, CallbackUnreadable
from lending.locks import lock_callback
from lending.models import BankCallback
from lending.rails.answers import read_callback
from lending.rails.callbacks import handler_of
from lending.rails.errors import BankAnswerUnreadable, SignatureRefused
from lending.rails.types import BankEvent


def receive_bank_callback(
    *, headers: Mapping[str, str], path: str, body: bytes, at: dt.datetime
) -> BankCallback:
    """Keep a callback and hand it to the stage that registered for its kind; repeated ones do nothing.

    It is kept before it is handled, so that one which cannot be handled now is not lost: the bank
    sends it again. Raises CallbackSignatureRefused, CallbackUnreadable, CallbackReused,
    CallbackUnknown, and what its handler refuses (PayoutReferenceUnknown, PayoutContradicted).
    """
    try:
        event = read_callback(
            headers=headers,
            method="POST",
            path=path,
            body=body,
            key_id=settings.LOANWRIGHT_BANK_KEY_ID,
            secret=settings.LOANWRIGHT_BANK_SECRET,
            now=at.timestamp(),
        )
    except SignatureRefused as error:
        raise CallbackSignatureRefused from error
    except BankAnswerUnreadable as error:
        raise CallbackUnreadable(reason=str(error)) from error
    _keep(event, json.loads(body))
    return _handle(event, at=at)


@transaction.atomic
def _keep(event: BankEvent, payload: dict[str, object]) -> None:
    kept, is_new = BankCallback.objects.get_or_create(
        event_id=event.event_id[:80],
        defaults={
            "event": str(event.kind),
            "reference": event.reference[:80],
            "payload": payload,
        },
    )
    if not is_new and kept.payload != payload:
        raise CallbackReused(event_id=event.event_id[:80])


@transaction.atomic
def _handle(event: BankEvent, *, at: dt.datetime) -> BankCallback:
    callback = lock_callback(event.event_id[:80])
    if callback.handled_at is None:
        handler_of(event.kind)(event, at)
        callback.handled_at = at
        callback.save(update_fields=["handled_at"])
    return callback
