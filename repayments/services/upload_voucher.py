"""A borrower paid by bank transfer and shows the bank's voucher (SC12)."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.documents.store import check_upload, store_document
from core.money import parse_amount
from core.transitions import log_move, move
from repayments.errors import PaymentInFuture, PaymentReferenceReused
from repayments.locks import lock_loan
from repayments.models import Payment
from repayments.policies import require_payer
from repayments.posting import require_open
from repayments.states import PaymentMethod
from repayments.states import PaymentState as S

VOUCHER = "voucher"  # the channel: references are digests of the files


@transaction.atomic
def upload_voucher(
    *,
    loan_id: str,
    amount: object,
    paid_on: dt.date,
    name: str,
    body: bytes,
    actor: Actor,
    at: dt.datetime,
) -> Payment:
    """Keep the voucher and wait for finance; the same file for the same payment is taken once.

    `paid_on` is what the borrower says; finance confirms date and amount. Raises NotFound,
    NotAllowed, InvalidInput (file, amount), LoanNotOpen, PaymentInFuture, PaymentReferenceReused.
    """
    content_type = check_upload(name, body)
    loan = lock_loan(loan_id)
    require_payer(actor, loan)
    require_open(loan)
    value = parse_amount(amount, loan.currency)
    if paid_on > open_date():
        raise PaymentInFuture(received_on=paid_on, today=open_date())
    digest = hashlib.sha256(body).hexdigest()
    earlier = Payment.objects.filter(channel=VOUCHER, reference__startswith=digest).order_by("pk")
    standing = earlier.exclude(state=S.REJECTED).first()
    if standing is not None:
        if (standing.loan_id, standing.amount) != (loan.pk, value):
            raise PaymentReferenceReused(reference=digest[:12])
        return standing
    tries = earlier.count()
    payment = Payment.objects.create(
        borrower_id=loan.borrower_id,
        loan=loan,
        method=PaymentMethod.VOUCHER,
        channel=VOUCHER,
        reference=f"{digest}-{tries + 1}" if tries else digest,
        currency=loan.currency,
        amount=value,
        received_on=paid_on,
    )
    log_move(payment, source="", actor=actor, reason="voucher uploaded")
    payment.voucher = store_document(
        kind="voucher",
        owner=loan.borrower.public_id,
        subject_kind="payment",
        subject_id=payment.public_id,
        title=name,
        content_type=content_type,
        body=body,
        made_by=actor.key,
        at=at,
    )
    move(payment, "await_confirmation", actor=actor, at=at)
    record(
        "repayments.upload_voucher",
        actor=actor,
        subject=payment,
        details={"loan": loan.public_id, "amount": str(value), "sha256": digest},
    )
    return payment
