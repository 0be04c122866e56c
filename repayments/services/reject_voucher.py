"""Finance did not find the transfer: the voucher is rejected with a word why (SC12)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import InvalidInput, NotAllowed
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from repayments.locks import lock_loan_of_payment, lock_payment
from repayments.models import Payment
from repayments.policies import StaffUser, may_confirm_voucher


@transaction.atomic
def reject_voucher(*, payment_id: str, user: StaffUser, note: str, at: dt.datetime) -> Payment:
    """Reject a voucher and tell the borrower.

    Raises NotAllowed but for finance officers, InvalidInput without a note, NotFound, IllegalMove.
    """
    if not may_confirm_voucher(user):
        raise NotAllowed
    if not note.strip():
        raise InvalidInput.at("/note", "required", _("say why, so that the borrower can act"))
    actor = user.as_actor()
    loan = lock_loan_of_payment(payment_id)
    payment = lock_payment(payment_id)
    move(payment, "reject", actor=actor, at=at, reason=note[:300], note=note)
    record("repayments.reject_voucher", actor=actor, subject=payment, reason=note)
    notify(
        recipient=loan.borrower.public_id,
        template="voucher.rejected",
        facts={"amount": format_amount(payment.amount, payment.currency), "reason": note[:300]},
        at=at,
    )
    return payment
