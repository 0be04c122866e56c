"""Handing a payout to the bank, so that the money leaves at most once.

Recovery points: the intent is committed (signing); that an attempt begins is committed here, before
any byte leaves; what the bank said is committed after. Our reference is the bank's idempotency key.
A process that dies in between leaves the mark of an attempt, and the next one asks before it sends.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction

from core.actors import System
from core.audit import record
from core.calendar.business_date import open_date
from core.transitions import move
from lending.errors import BankDown
from lending.locks import lock_disbursement
from lending.models import Disbursement
from lending.payout_entries import book_sent
from lending.rails import bank as rails
from lending.rails.errors import (
    BankOutcomeUnknown,
    BankReferenceConflict,
    BankRefused,
    BankUnreachable,
)
from lending.rails.types import BankAccount
from lending.services.fail_payout import fail_payout
from lending.states import DisbursementState as S

BANK: Final = System("bank")
PURPOSE: Final = "loan payout"
# An attempt may take this long before another one looks after it.
ATTEMPT_LEASE: Final = dt.timedelta(minutes=2)
ASK_FIRST: Final = dt.timedelta(seconds=30)
ASK_LONGEST: Final = dt.timedelta(hours=1)
# The bank did not look at the order: our key, our pace or its gate is wrong, not the payout.
NOT_LOOKED_AT: Final = frozenset({401, 403, 408, 425, 429})


@dataclass(frozen=True)
class Order:
    """What goes to the bank: read under the lock, used outside of any transaction."""

    disbursement_id: str
    reference: str
    amount: Decimal
    currency: str
    account: BankAccount
    on: dt.date


@transaction.atomic(durable=True)
def begin_attempt(disbursement_id: str, *, at: dt.datetime) -> tuple[Order, bool] | None:
    """Commit that an attempt begins; None when nothing is left to send.

    The flag says whether there was an attempt before, whose outcome nobody wrote down.
    """
    disbursement = lock_disbursement(disbursement_id)
    if disbursement.state not in (S.INTENDED, S.UNKNOWN):
        return None
    was_tried = disbursement.attempts > 0
    disbursement.attempts += 1
    disbursement.ask_again_at = at + ATTEMPT_LEASE
    disbursement.save(update_fields=["attempts", "ask_again_at"])
    account = disbursement.contract.bank_account
    order = Order(
        disbursement_id=disbursement.public_id,
        reference=disbursement.reference,
        amount=disbursement.amount,
        currency=disbursement.currency,
        account=BankAccount(number=account.number, bank=account.bank, holder=account.holder),
        on=open_date(),
    )
    return order, was_tried


def hand_over(order: Order, *, at: dt.datetime) -> Disbursement:
    """Send the order and write down what came back, whatever it was.

    Call it outside of transactions, for a reference that the bank has surely not taken.
    Raises BankDown when the order did not reach the bank.
    """
    try:
        accepted = rails.bank().send_payout(
            reference=order.reference,
            amount=order.amount,
            currency=order.currency,
            account=order.account,
            purpose=PURPOSE,
            on=order.on,
        )
    except BankUnreachable:
        wait_and_ask(order.disbursement_id, at=at)
        raise BankDown from None
    except (BankOutcomeUnknown, BankReferenceConflict):
        # A conflict means that the bank holds something under our reference: ask what.
        return note_unknown(order.disbursement_id, order.reference, at=at)
    except BankRefused as refusal:
        if refusal.status in NOT_LOOKED_AT:
            wait_and_ask(order.disbursement_id, at=at)
            raise BankDown from refusal
        reason = refusal.reason or f"http {refusal.status}"
        return fail_payout(reference=order.reference, reason=reason, actor=BANK, at=at)
    return note_sent(order.disbursement_id, order.reference, accepted.bank_reference, at=at)


@transaction.atomic
def note_sent(
    disbursement_id: str, reference: str, bank_reference: str, *, at: dt.datetime
) -> Disbursement:
    """The bank has the order. Its callback may have come before its answer: then that stands."""
    disbursement = lock_disbursement(disbursement_id)
    if disbursement.reference == reference and disbursement.state in (S.INTENDED, S.UNKNOWN):
        book_sent(disbursement)
        disbursement.ask_again_at = next_question(disbursement, at)
        move(disbursement, "send", actor=BANK, at=at, bank_reference=bank_reference)
        record(
            "lending.send_payout",
            actor=BANK,
            subject=disbursement,
            details={"reference": reference},
        )
    return disbursement


@transaction.atomic
def note_unknown(disbursement_id: str, reference: str, *, at: dt.datetime) -> Disbursement:
    """No clear answer: the money counts as on its way until the bank has been asked."""
    disbursement = lock_disbursement(disbursement_id)
    if disbursement.reference == reference and disbursement.state in (S.INTENDED, S.SENT):
        book_sent(disbursement)
        disbursement.ask_again_at = next_question(disbursement, at)
        move(disbursement, "lose_track", actor=BANK, at=at)
        record(
            "lending.lose_track_of_payout",
            actor=BANK,
            subject=disbursement,
            details={"reference": reference},
        )
    elif disbursement.reference == reference and disbursement.state == S.UNKNOWN:
        disbursement.ask_again_at = next_question(disbursement, at)
        disbursement.save(update_fields=["ask_again_at"])
    return disbursement


@transaction.atomic
def wait_and_ask(disbursement_id: str, *, at: dt.datetime) -> None:
    """Nothing new is known: put the next question later each time."""
    disbursement = lock_disbursement(disbursement_id)
    if disbursement.state in (S.INTENDED, S.SENT, S.UNKNOWN):
        disbursement.attempts += 1
        disbursement.ask_again_at = next_question(disbursement, at)
        disbursement.save(update_fields=["attempts", "ask_again_at"])


def next_question(disbursement: Disbursement, at: dt.datetime) -> dt.datetime:
    """When to ask the bank next: doubling, up to an hour."""
    doublings = max(disbursement.attempts - 1, 0)
    return at + min(ASK_FIRST * 2 ** min(doublings, 10), ASK_LONGEST)
