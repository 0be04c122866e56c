"""Reactions of this stage: to events of earlier ones, and to the bank."""

from __future__ import annotations

import datetime as dt

from accounts.events import BorrowersJoined
from lending.rails.types import BankEvent
from repayments.models import Payment
from repayments.services.ask_cashier import BANK
from repayments.services.settle_cashier_order import settle_cashier_order


def move_payments_of_joined_borrower(event: BorrowersJoined) -> None:
    """Two rows were one person (XC4): what they paid hangs on the row that stays."""
    Payment.objects.filter(borrower_id=event.gone_id).update(borrower_id=event.kept_id)


def cashier_order_paid(event: BankEvent, at: dt.datetime) -> None:
    """Callback `payment.succeeded`: the bank's order number and amount decide, not the page."""
    settle_cashier_order(
        reference=event.reference,
        bank_reference=event.bank_reference,
        amount=event.amount,
        currency=event.currency,
        paid_on=event.paid_on,
        actor=BANK,
        at=at,
    )
