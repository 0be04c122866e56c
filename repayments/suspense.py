"""Money that cannot be put where it belongs yet: bank suspense, on nobody's debt, until finance looks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core.actors import Actor
from core.audit import record
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, credit, debit, post_entry, reverse_entry
from lending.models import JournalEntry
from repayments.models import Payment

KIND = "bank_suspense"


def put_in_suspense(
    *,
    amount: Decimal,
    currency: str,
    on: dt.date,
    source: str,
    reason: str,
    actor: Actor,
) -> JournalEntry:
    """Book money that arrived: D cash C bank suspense, once for each source.

    `source` is the payment's public id, or the bank's reference of money that nobody announced.
    """
    entry = post_entry(
        obligation_id=HOUSE,
        kind=KIND,
        product="",
        currency=currency,
        value_on=on,
        source=source[:80],
        idempotency_key=f"suspense:{source}"[:160],
        lines=[debit(Account.CASH, amount), credit(Account.BANK_SUSPENSE, amount)],
    )
    record(
        "repayments.put_in_suspense",
        actor=actor,
        subject=entry,
        reason=reason,
        details={"source": source, "amount": str(amount), "currency": currency},
    )
    return entry


def release_suspense(payment: Payment) -> None:
    """Take a payment's money out of suspense because it is posted now; nothing when none lies there."""
    entry = JournalEntry.objects.filter(
        kind=KIND, source=payment.public_id, reverses=None, reversed_by=None
    ).first()
    if entry is not None:
        reverse_entry(
            entry=entry,
            source=payment.public_id,
            idempotency_key=f"suspense-released:{payment.public_id}",
        )
