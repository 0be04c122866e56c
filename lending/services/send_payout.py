"""Sending a payout; what the outbox calls."""

from __future__ import annotations

import datetime as dt

from lending.models import Disbursement
from lending.services.ask_payout import ask_payout
from lending.services.hand_over_payout import begin_attempt, hand_over


def send_payout(*, disbursement_id: str, at: dt.datetime) -> Disbursement:
    """Send a payout that is intended; an attempt that nobody finished is asked for first.

    Call it outside of transactions. One that is with the bank or finished is left alone.
    Raises NotFound, BankDown when the bank was not reached (nothing happened there).
    """
    begun = begin_attempt(disbursement_id, at=at)
    if begun is None:
        return Disbursement.objects.get(public_id=disbursement_id)
    order, was_tried = begun
    if was_tried:
        return ask_payout(disbursement_id=disbursement_id, at=at)
    return hand_over(order, at=at)
