"""The bank refused a payout: the money is back in cash, finance decides what next."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.events import publish
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from lending.errors import PayoutContradicted
from lending.events import PayoutFailed
from lending.locks import lock_disbursement_of_reference
from lending.models import Disbursement
from lending.payout_entries import undo_sent
from lending.states import DisbursementState as S


@transaction.atomic
def fail_payout(*, reference: str, reason: str, actor: Actor, at: dt.datetime) -> Disbursement:
    """Note that nothing was paid under this reference; told again, nothing changes.

    Raises PayoutReferenceUnknown, PayoutContradicted when the money has arrived.
    """
    disbursement = lock_disbursement_of_reference(reference)
    if disbursement.state == S.FAILED:
        return disbursement
    if disbursement.state == S.PAID:
        raise PayoutContradicted(reference=reference, what="failed after paid")
    undo_sent(disbursement)
    disbursement.ask_again_at = None
    move(disbursement, "fail", actor=actor, at=at, reason=reason, failure=reason)
    record(
        "lending.fail_payout",
        actor=actor,
        subject=disbursement,
        reason=reason[:200],
        details={"reference": reference},
    )
    notify(
        recipient=disbursement.contract.borrower.public_id,
        template="payout.failed",
        facts={"amount": format_amount(disbursement.amount, disbursement.currency)},
        at=at,
    )
    publish(PayoutFailed(disbursement_id=disbursement.pk, reason=reason[:120]))
    return disbursement
