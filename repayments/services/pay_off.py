"""A borrower ends the loan early: the cashier is opened for what it costs today (SC13)."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from repayments.models import Payment
from repayments.services.start_payment import start_payment


def pay_off(*, loan_id: str, actor: Actor, at: dt.datetime, return_url: str = "") -> Payment:
    """Start the payment of the whole payoff at the cashier. Raises as `start_payment`.

    What the loan costs to end is computed again for the day on which the money comes; money that
    is not enough then is an ordinary payment.
    """
    return start_payment(
        loan_id=loan_id, amount=None, actor=actor, at=at, is_payoff=True, return_url=return_url
    )
