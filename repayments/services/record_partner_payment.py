"""A partner collected money from a borrower of its own: posted at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import Partner
from core.actors import Actor
from core.errors import NotFound
from core.money import parse_amount
from core.transitions import log_move
from lending.models import Loan
from repayments.errors import PaymentReferenceReused
from repayments.input import require_reference
from repayments.locks import lock_instalments, lock_loan
from repayments.models import Payment
from repayments.payoff import post_money
from repayments.posting import require_open
from repayments.states import PaymentMethod


@transaction.atomic
def record_partner_payment(
    *,
    loan_id: str,
    partner: Partner,
    amount: object,
    reference: str,
    received_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    is_payoff: bool = False,
) -> Payment:
    """Post money that a partner collected; the same reference again returns the first payment.

    Raises NotFound for a loan that the partner did not bring, InvalidInput, PaymentReferenceReused,
    LoanNotOpen, PaymentInFuture, PaymentBackdatedTooFar.
    """
    reference = require_reference(reference)
    channel = f"partner:{partner.public_id}"
    loan = lock_loan(loan_id)
    if loan.partner_id != partner.pk:
        raise NotFound
    value = parse_amount(amount, loan.currency)
    first = _first(loan, channel=channel, reference=reference, amount=value)
    if first is not None:
        return first
    require_open(loan)
    rows = lock_instalments(loan)
    payment = _announce(
        loan,
        channel=channel,
        reference=reference,
        amount=value,
        is_payoff=is_payoff,
        actor=actor,
    )
    return post_money(
        loan=loan,
        rows=rows,
        payment=payment,
        received_on=received_on,
        bank_reference="",
        actor=actor,
        at=at,
    )


def _first(loan: Loan, *, channel: str, reference: str, amount: Decimal) -> Payment | None:
    """The payment of this reference, if there is one. Raises PaymentReferenceReused."""
    first = Payment.objects.filter(channel=channel, reference=reference).first()
    if first is not None and (first.loan_id, first.amount) != (loan.pk, amount):
        raise PaymentReferenceReused(reference=reference)
    return first


def _announce(
    loan: Loan,
    *,
    channel: str,
    reference: str,
    amount: Decimal,
    is_payoff: bool,
    actor: Actor,
) -> Payment:
    try:
        with transaction.atomic():  # only another loan can have taken the reference meanwhile
            payment = Payment.objects.create(
                borrower_id=loan.borrower_id,
                loan=loan,
                method=PaymentMethod.PARTNER_COLLECTED,
                channel=channel,
                reference=reference,
                currency=loan.currency,
                amount=amount,
                is_payoff=is_payoff,
            )
    except IntegrityError:
        raise PaymentReferenceReused(reference=reference) from None
    log_move(payment, source="", actor=actor, reason="collected by the partner")
    return payment
