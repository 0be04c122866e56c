"""The first recovery point of a payout: its intent, committed before anything leaves the house."""

from __future__ import annotations

import datetime as dt
from typing import Final

from core.actors import Actor
from core.outbox import enqueue
from core.transitions import log_move
from lending.models import Contract, Disbursement

PAYOUT_TOPIC: Final = "bank.payout"


def intend_payout(*, contract: Contract, actor: Actor, at: dt.datetime) -> Disbursement:
    """Write the payout of a contract being signed, in the caller's transaction.

    One a contract, by a unique key; raises OutsideTransaction (from the outbox) when called alone.
    """
    disbursement = Disbursement(
        contract=contract, currency=contract.currency, amount=contract.amount
    )
    disbursement.reference = f"{disbursement.public_id}-1"
    disbursement.save()
    log_move(disbursement, source="", actor=actor)
    enqueue_payout(disbursement, at=at)
    return disbursement


def next_reference(disbursement: Disbursement) -> str:
    """Our reference for a new attempt, after the bank surely refused the one before."""
    stem, _, number = disbursement.reference.rpartition("-")
    return f"{stem}-{int(number) + 1}"


def enqueue_payout(disbursement: Disbursement, *, at: dt.datetime) -> None:
    """Have the outbox send the payout under its present reference, once this transaction commits."""
    enqueue(
        topic=PAYOUT_TOPIC,
        key=disbursement.reference,
        payload={"disbursement": disbursement.public_id, "reference": disbursement.reference},
        due_at=at,
    )
