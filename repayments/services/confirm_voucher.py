"""Finance found the transfer on the bank statement: the payment is posted as it really came (SC12)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.audit import record
from core.errors import MakerIsChecker, NotAllowed
from core.money import parse_amount
from repayments.errors import PaymentNotPosted
from repayments.locks import lock_instalments, lock_loan_of_payment, lock_payment
from repayments.models import Payment
from repayments.policies import StaffUser, may_confirm_voucher
from repayments.selectors.quoted_payoff import is_quoted_payoff
from repayments.services.post_payment import post_payment
from repayments.states import PaymentState as S


@transaction.atomic
def confirm_voucher(
    *,
    payment_id: str,
    user: StaffUser,
    amount: object,
    received_on: dt.date,
    at: dt.datetime,
    bank_reference: str = "",
) -> Payment:
    """Post the payment of a voucher with the amount and date of the statement.

    Raises NotAllowed but for finance officers, MakerIsChecker for the person who uploaded it,
    NotFound, InvalidInput, PaymentNotPosted unless it waits, LoanNotOpen, PaymentInFuture,
    PaymentBackdatedTooFar.
    """
    if not may_confirm_voucher(user):
        raise NotAllowed
    actor = user.as_actor()
    loan = lock_loan_of_payment(payment_id)
    lock_instalments(loan)
    payment = lock_payment(payment_id)
    if payment.state != S.TO_CONFIRM:
        raise PaymentNotPosted(state=payment.get_state_display())
    if payment.voucher is None or payment.voucher.made_by.partition(":")[2] == actor.id:
        raise MakerIsChecker
    said, value = payment.amount, parse_amount(amount, payment.currency)
    payment.amount = value
    payment.is_payoff = is_quoted_payoff(
        loan_id=loan.public_id, amount=value, received_on=received_on
    )
    payment.save(update_fields=["amount", "is_payoff"])
    record(
        "repayments.confirm_voucher",
        actor=actor,
        subject=payment,
        details={
            "said": str(said),
            "confirmed": str(value),
            "received_on": received_on.isoformat(),
        },
    )
    return post_payment(
        payment_id=payment_id,
        received_on=received_on,
        bank_reference=bank_reference[:80],
        actor=actor,
        at=at,
    )
