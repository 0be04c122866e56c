"""What stands at the edges in these tests; the bank's is checked against the sandbox elsewhere."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test import Client

from lending.rails.errors import BankOutcomeUnknown, BankReferenceUnknown, BankUnreachable
from lending.rails.signing import sign_request
from lending.rails.types import Accepted, Movement, MovementState
from tests.factories.accounts import NOON

CODE = "246810"


class Phone:
    """The SMS gateway: every code is the same, texts are kept."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def send(self, *, to: str, text: str, template: str, reference: str) -> None:
        self.texts.append((to, text))


class Bank:
    """A bank that keeps its orders by reference, and whose lines can be cut.

    `before` and `after` are raised before or after an order was taken; `on_take` runs in between,
    as a callback that comes before the answer does.
    """

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []
        self.asked: list[str] = []
        self.before: Exception | None = None
        self.after: Exception | None = None
        self.deaf: Exception | None = None
        self.on_take: Any = None

    def send_payout(
        self, *, reference: str, amount: Decimal, currency: str, **rest: Any
    ) -> Accepted:
        self.sent.append(reference)
        if self.before is not None:
            raise self.before
        self.orders.setdefault(
            reference,
            {
                "amount": amount,
                "currency": currency,
                "state": MovementState.ACCEPTED,
                "paid_on": None,
                "reason": None,
            },
        )
        if self.on_take is not None:
            self.on_take(reference)
        if self.after is not None:
            raise self.after
        return Accepted(reference=reference, bank_reference=f"B-{reference}")

    def payout(self, *, reference: str) -> Movement:
        self.asked.append(reference)
        if self.deaf is not None:
            raise self.deaf
        if reference not in self.orders:
            raise BankReferenceUnknown("never seen", status=404, reason="unknown_reference")
        return Movement(
            reference=reference, bank_reference=f"B-{reference}", **self.orders[reference]
        )

    def settle(self, reference: str) -> None:
        self.orders[reference] |= {"state": MovementState.PAID, "paid_on": NOON.date()}

    def refuse(self, reference: str, reason: str = "account_closed") -> None:
        self.orders[reference] |= {"state": MovementState.FAILED, "reason": reason}


UNREACHABLE = BankUnreachable("no route")


def silence(reference: str = "") -> BankOutcomeUnknown:
    return BankOutcomeUnknown("no answer", reference=reference)


def callback_body(event: str, reference: str, **changes: Any) -> dict[str, Any]:
    body = {
        "event": event,
        "event_id": f"evt_{reference}_{event}",
        "reference": reference,
        "bank_reference": f"B-{reference}",
        "amount": "10000.00",
        "currency": "CNY",
        "paid_on": NOON.date().isoformat() if event.endswith("paid") else None,
        "reason": None if event.endswith("paid") else "account_closed",
    }
    return body | changes


def signed_headers(body: bytes, *, secret: str = "", path: str) -> dict[str, str]:
    return sign_request(
        key_id=settings.LOANWRIGHT_BANK_KEY_ID,
        secret=secret or settings.LOANWRIGHT_BANK_SECRET,
        method="POST",
        path=path,
        body=body,
        timestamp=int(time.time()),
        nonce="nonce-of-a-test",
    )


def call_back(body: dict[str, Any], *, client: Client | None = None, secret: str = "") -> Any:
    """The bank's POST to our address."""
    raw = json.dumps(body).encode()
    path = "/callbacks/bank/"
    headers = signed_headers(raw, secret=secret, path=path)
    return (client or Client()).post(path, raw, content_type="application/json", headers=headers)
