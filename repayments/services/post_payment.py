"""Posting a payment that was announced before: the cashier says it is paid, finance confirmed it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.errors import IllegalMove
from repayments.locks import lock_instalments, lock_loan_of_payment, lock_payment
from repayments.models import Payment
from repayments.payoff import post_money
from repayments.states import PaymentState as S
from repayments.suspense import release_suspense


@transaction.atomic
def post_payment(
    *,
    payment_id: str,
    received_on: dt.date,
    bank_reference: str,
    actor: Actor,
    at: dt.datetime,
) -> Payment:
    """Post an announced payment with its value date; one that is posted already is returned as it is.

    A payoff that no longer covers what the loan costs to end is posted as an ordinary payment.
    Raises NotFound, LoanNotOpen, PaymentInFuture, PaymentBackdatedTooFar, IllegalMove when it was
    rejected or reversed.
    """
    loan = lock_loan_of_payment(payment_id)
    rows = lock_instalments(loan)
    payment = lock_payment(payment_id)
    if payment.state == S.POSTED:
        return payment
    if payment.state in (S.REJECTED, S.REVERSED):
        raise IllegalMove(what=payment.public_id, state=payment.get_state_display())
    release_suspense(payment)
    return post_money(
        loan=loan,
        rows=rows,
        payment=payment,
        received_on=received_on,
        bank_reference=bank_reference,
        actor=actor,
        at=at,
    )
