"""Finance orders a new payout after the bank surely refused the one before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.audit import record
from core.errors import NotAllowed
from core.transitions import move
from lending.locks import lock_disbursement
from lending.models import Disbursement
from lending.policies import StaffUser, may_retry_payout
from lending.services.intend_payout import enqueue_payout, next_reference


@transaction.atomic
def retry_payout(
    *, disbursement_id: str, user: StaffUser, at: dt.datetime, reason: str = ""
) -> Disbursement:
    """Intend a failed payout again, under a new reference of ours.

    Raises NotAllowed but for finance officers, NotFound, IllegalMove unless it has failed.
    """
    if not may_retry_payout(user):
        raise NotAllowed
    disbursement = lock_disbursement(disbursement_id)
    actor, before = user.as_actor(), disbursement.reference
    # The attempts of the old reference say nothing about the new one.
    disbursement.attempts = 0
    disbursement.ask_again_at = None
    disbursement.bank_reference = ""
    move(
        disbursement,
        "retry",
        actor=actor,
        at=at,
        reason=reason,
        reference=next_reference(disbursement),
    )
    enqueue_payout(disbursement, at=at)
    record(
        "lending.retry_payout",
        actor=actor,
        subject=disbursement,
        reason=reason,
        details={"from": before, "to": disbursement.reference},
    )
    return disbursement
