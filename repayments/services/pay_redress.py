"""Redress for a borrower, credited to a loan like a payment: D redress instead of cash."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.calendar.business_date import open_date
from core.money import parse_amount
from core.transitions import log_move
from repayments.errors import PaymentReferenceReused
from repayments.input import require_reference
from repayments.locks import lock_instalments, lock_loan
from repayments.models import Payment
from repayments.posting import post_ordinary, require_open
from repayments.states import PaymentMethod

REDRESS = "redress"  # the channel: references are the ids of what was agreed


@transaction.atomic
def pay_redress(
    *, loan_id: str, amount: object, reference: str, actor: Actor, at: dt.datetime
) -> Payment:
    """Credit redress that two people agreed on; the same reference again returns the first payment.

    Raises NotFound, InvalidInput, LoanNotOpen, PaymentReferenceReused.
    """
    reference = require_reference(reference)
    loan = lock_loan(loan_id)
    value = parse_amount(amount, loan.currency)
    first = Payment.objects.filter(channel=REDRESS, reference=reference).first()
    if first is not None:
        if (first.loan_id, first.amount) != (loan.pk, value):
            raise PaymentReferenceReused(reference=reference)
        return first
    require_open(loan)
    rows = lock_instalments(loan)
    payment = Payment.objects.create(
        borrower_id=loan.borrower_id,
        loan=loan,
        method=PaymentMethod.REDRESS,
        channel=REDRESS,
        reference=reference,
        currency=loan.currency,
        amount=value,
    )
    log_move(payment, source="", actor=actor, reason="redress agreed")
    post_ordinary(
        loan=loan,
        rows=rows,
        payment=payment,
        received_on=open_date(),
        bank_reference="",
        actor=actor,
        at=at,
    )
    return payment
