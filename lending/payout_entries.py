"""The ledger's side of a payout on its way: out of cash, into transit, and back when it failed."""

from __future__ import annotations

from typing import Final

from core.calendar.business_date import open_date
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, credit, debit, post_entry, reverse_entry
from lending.models import Disbursement, JournalEntry

SENT: Final = "payout_sent"


def book_sent(disbursement: Disbursement) -> JournalEntry:
    """The order is with the bank, or may be: the money counts as on its way. Once a reference."""
    found = _sent_entry(disbursement)
    if found is not None:
        return found
    return post_entry(
        obligation_id=HOUSE,
        kind=SENT,
        product=disbursement.contract.product_version.product.code,
        currency=disbursement.currency,
        value_on=open_date(),
        source=disbursement.public_id,
        idempotency_key=_key(disbursement),
        lines=[
            debit(Account.IN_TRANSIT, disbursement.amount),
            credit(Account.CASH, disbursement.amount),
        ],
    )


def undo_sent(disbursement: Disbursement) -> JournalEntry | None:
    """The bank refused: the money is where it was. None when nothing was booked."""
    found = _sent_entry(disbursement)
    if found is None:
        return None
    return reverse_entry(
        entry=found, source=disbursement.public_id, idempotency_key=f"{_key(disbursement)}:reversed"
    )


def _key(disbursement: Disbursement) -> str:
    return f"{SENT}:{disbursement.reference}"


def _sent_entry(disbursement: Disbursement) -> JournalEntry | None:
    return JournalEntry.objects.filter(idempotency_key=_key(disbursement)).first()
