"""An officer looks at the paper that a borrower showed: each look is logged (ASVS 14.2.6, 16.3.2)."""

from __future__ import annotations

from django.db import transaction

from core.audit import record
from core.documents.store import read_document
from core.errors import NotAllowed, NotFound
from core.models import Document
from repayments.models import Payment
from repayments.policies import StaffUser, may_look_at_voucher


@transaction.atomic
def look_at_voucher(*, payment_id: str, user: StaffUser) -> tuple[Document, bytes]:
    """The voucher of a payment and its bytes. Raises NotAllowed, NotFound, DocumentDamaged."""
    if not may_look_at_voucher(user):
        raise NotAllowed
    payment = Payment.objects.select_related("voucher").filter(public_id=payment_id).first()
    if payment is None or payment.voucher is None:
        raise NotFound
    body = read_document(payment.voucher)
    record("repayments.look_at_voucher", actor=user.as_actor(), subject=payment)
    return payment.voucher, body
