"""The SMS gateway's receipts: signed, noted, harmless when repeated (XC10)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.models import Notification
from lending.rails.signing import sign_request
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db

PATH = "/callbacks/sms/"


def call(body: bytes, *, secret: str = "") -> Any:
    signed = sign_request(
        key_id=settings.LOANWRIGHT_BANK_KEY_ID,
        secret=secret or settings.LOANWRIGHT_BANK_SECRET,
        method="POST",
        path=PATH,
        body=body,
        timestamp=int(time.time()),
        nonce="0123456789",
    )
    return Client().post(PATH, body, content_type="application/json", headers=signed)


def receipt(reference: str, state: str) -> bytes:
    return json.dumps({"reference": reference, "state": state}).encode()


@pytest.mark.parametrize("state", ["delivered", "failed"])
def test_notes_what_became_of_a_message(state: str) -> None:
    message = Notification.objects.create(
        recipient="bor_1", template="bill.issued", not_before=NOON, state="sent"
    )

    for _ in range(2):
        assert call(receipt(message.public_id, state)).status_code == 200
    message.refresh_from_db()
    assert message.state == state


def test_bears_what_is_not_a_notification() -> None:
    assert call(receipt("code-12", "delivered")).status_code == 200
    assert call(b'{"state": 1}').status_code == 422
    assert call(b"[]").status_code == 422


def test_refuses_what_the_gateway_did_not_sign() -> None:
    message = Notification.objects.create(
        recipient="bor_1", template="bill.issued", not_before=NOON, state="sent"
    )

    answer = call(receipt(message.public_id, "delivered"), secret="somebody else's")

    assert answer.status_code == 401
    message.refresh_from_db()
    assert message.state == "sent"
