"""Reactions of this stage: to events of earlier ones, to the outbox, the doorbell, the bank and the day's end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.events import BankAccountRemoved, BorrowersJoined
from core.actors import Actor
from core.day_end import StepResult, moment
from core.outbox import DeliveryFailed
from lending.errors import BankAccountInUse, BankDown, CallbackUnreadable, PayoutContradicted
from lending.models import Application, Contract, Loan, Obligation
from lending.rails.types import BankEvent
from lending.services.confirm_payout import confirm_payout
from lending.services.expire_offers import expire_offers
from lending.services.fail_payout import fail_payout
from lending.services.hand_over_payout import BANK
from lending.services.send_payout import send_payout
from lending.states import ApplicationState, ContractState, DisbursementState

if TYPE_CHECKING:
    from core.models import OutboxMessage


def move_rows_of_joined_borrower(event: BorrowersJoined) -> None:
    """Two rows were one person (XC4): what hung on the one that goes hangs on the one that stays."""
    for model in (Application, Contract, Loan, Obligation):
        model.objects.filter(borrower_id=event.gone_id).update(borrower_id=event.kept_id)


def keep_bank_account_in_use(event: BankAccountRemoved) -> None:
    """Raises BankAccountInUse while an application or a payout under way names the account."""
    under_way = (
        ApplicationState.SUBMITTED,
        ApplicationState.IN_REVIEW,
        ApplicationState.APPROVED,
    )
    is_unpaid = Q(disbursement=None) | ~Q(disbursement__state=DisbursementState.PAID)
    contracts = Contract.objects.filter(is_unpaid, bank_account_id=event.account_id)
    if (
        Application.objects.filter(bank_account_id=event.account_id, state__in=under_way).exists()
        or contracts.exclude(state=ContractState.CANCELLED).exists()
    ):
        raise BankAccountInUse


def deliver_payout(message: OutboxMessage) -> None:
    """The outbox hands a payout to the bank; an unknown outcome is followed up by the doorbell."""
    at: dt.datetime = message.delivering_at
    try:
        send_payout(disbursement_id=message.payload["disbursement"], at=at)
    except BankDown as refusal:
        raise DeliveryFailed(refusal.code) from refusal
    except PayoutContradicted as refusal:
        raise DeliveryFailed(str(refusal)) from refusal


def payout_paid(event: BankEvent, at: dt.datetime) -> None:
    """Callback `payout.paid`."""
    if event.paid_on is None:
        raise CallbackUnreadable(reason="paid_on is missing")
    confirm_payout(
        reference=event.reference,
        bank_reference=event.bank_reference,
        paid_on=event.paid_on,
        amount=event.amount,
        currency=event.currency,
        actor=BANK,
        at=at,
    )


def payout_failed(event: BankEvent, at: dt.datetime) -> None:
    """Callback `payout.failed`."""
    fail_payout(reference=event.reference, reason=event.reason or "failed", actor=BANK, at=at)


def expire_offers_step(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    """Day-end step `lending.expire_offers`."""
    ended = expire_offers(on=on, actor=actor, at=moment(on))
    return StepResult(loans=0, rows=ended)
