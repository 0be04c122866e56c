"""Asking the bank what became of a payout: nothing is guessed, and nothing is sent twice."""

from __future__ import annotations

import datetime as dt

from core.errors import NotFound
from lending.errors import BankDown, PayoutContradicted
from lending.models import Disbursement
from lending.rails import bank as rails
from lending.rails.errors import BankError, BankReferenceUnknown
from lending.rails.types import Movement, MovementState
from lending.services.confirm_payout import confirm_payout
from lending.services.fail_payout import fail_payout
from lending.services.hand_over_payout import (
    BANK,
    begin_attempt,
    hand_over,
    note_sent,
    note_unknown,
    wait_and_ask,
)
from lending.states import DisbursementState as S


def ask_payout(*, disbursement_id: str, at: dt.datetime) -> Disbursement:
    """Ask by our reference and write the answer down. Call it outside of transactions.

    Sent again only when the bank says that it never got the order. Finished payouts are left alone.
    Raises NotFound, BankDown when there is no clear answer, PayoutContradicted.
    """
    disbursement = Disbursement.objects.filter(public_id=disbursement_id).order_by("pk").first()
    if disbursement is None:
        raise NotFound
    if disbursement.state in (S.PAID, S.FAILED):
        return disbursement
    try:
        movement = rails.bank().payout(reference=disbursement.reference)
    except BankReferenceUnknown:
        return _send_again(disbursement, at=at)
    except BankError as error:
        wait_and_ask(disbursement_id, at=at)
        raise BankDown from error
    return _write_down(disbursement, movement, at=at)


def _write_down(disbursement: Disbursement, movement: Movement, *, at: dt.datetime) -> Disbursement:
    if (movement.amount, movement.currency) != (disbursement.amount, disbursement.currency):
        wait_and_ask(disbursement.public_id, at=at)
        raise PayoutContradicted(
            reference=disbursement.reference, what=f"{movement.amount} {movement.currency}"
        )
    if movement.state == MovementState.PAID and movement.paid_on is not None:
        confirm_payout(
            reference=disbursement.reference,
            bank_reference=movement.bank_reference,
            paid_on=movement.paid_on,
            actor=BANK,
            at=at,
        )
    elif movement.state == MovementState.FAILED:
        fail_payout(
            reference=disbursement.reference, reason=movement.reason or "failed", actor=BANK, at=at
        )
    else:
        note_sent(disbursement.public_id, disbursement.reference, movement.bank_reference, at=at)
        wait_and_ask(disbursement.public_id, at=at)
    return Disbursement.objects.get(pk=disbursement.pk)


def _send_again(disbursement: Disbursement, *, at: dt.datetime) -> Disbursement:
    """The bank never got it. Where it had said that it did, doubt comes first and a second question."""
    if disbursement.state == S.SENT:
        return note_unknown(disbursement.public_id, disbursement.reference, at=at)
    begun = begin_attempt(disbursement.public_id, at=at)
    if begun is None:
        return Disbursement.objects.get(pk=disbursement.pk)
    order, _ = begun
    return hand_over(order, at=at)
