"""The cashier says that an order was paid: the payment is posted, or its money kept in suspense."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.calendar.business_date import hold_open_date
from core.errors import LoanwrightError
from core.money import format_amount
from core.transitions import move
from repayments.errors import LoanNotOpen, PaymentAmountDiffers, PaymentBackdatedTooFar
from repayments.locks import lock_loan_of_payment, lock_payment
from repayments.models import Payment
from repayments.services.post_payment import post_payment
from repayments.services.start_payment import CASHIER
from repayments.states import PaymentState as S
from repayments.suspense import put_in_suspense


@transaction.atomic
def settle_cashier_order(
    *,
    reference: str,
    bank_reference: str,
    amount: Decimal,
    currency: str,
    paid_on: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> Payment | None:
    """Post the payment of a paid order; told again, it returns the same payment.

    Money that cannot be posted is never turned away: it lies in bank suspense with the reason until
    finance has looked. None for an order that we do not know.
    """
    today = hold_open_date()
    on = min(paid_on or today, today)
    payment = Payment.objects.filter(channel=CASHIER, reference=reference).first()
    if payment is None:
        put_in_suspense(
            amount=amount,
            currency=currency,
            on=on,
            source=f"bank:{bank_reference}",
            reason="unknown reference",
            actor=actor,
        )
        return None
    try:
        if (payment.amount, payment.currency) != (amount, currency):
            raise PaymentAmountDiffers(
                arrived=format_amount(amount, currency),
                expected=format_amount(payment.amount, payment.currency),
            )
        return post_payment(
            payment_id=payment.public_id,
            received_on=on,
            bank_reference=bank_reference,
            actor=actor,
            at=at,
        )
    except (LoanNotOpen, PaymentBackdatedTooFar, PaymentAmountDiffers) as refusal:
        return _keep_aside(
            payment, refusal, amount=amount, currency=currency, on=on, actor=actor, at=at
        )


def _keep_aside(
    payment: Payment,
    refusal: LoanwrightError,
    *,
    amount: Decimal,
    currency: str,
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> Payment:
    lock_loan_of_payment(payment.public_id)
    payment = lock_payment(payment.public_id)
    if payment.state == S.POSTED:
        return payment  # posted already: the repetition names another amount
    put_in_suspense(
        amount=amount,
        currency=currency,
        on=on,
        source=payment.public_id,
        reason=refusal.code,
        actor=actor,
    )
    if payment.state == S.PENDING:
        move(payment, "fail", actor=actor, at=at, reason=refusal.code, note=refusal.detail)
    return payment
