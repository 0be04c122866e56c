"""Asking the cashier about orders that it has not called back about; what the doorbell rings."""

from __future__ import annotations

import datetime as dt
from typing import Final

import structlog

from core.actors import Actor, System
from core.errors import LoanwrightError
from lending.rails.bank import bank
from lending.rails.errors import BankError, BankReferenceConflict, BankReferenceUnknown
from lending.rails.types import CashierOrder, OrderState
from repayments.models import Payment
from repayments.services.settle_cashier_order import settle_cashier_order
from repayments.services.start_payment import CASHIER, fail_payment, keep_order
from repayments.states import PaymentState as S

BANK: Final[Actor] = System("bank")
FIRST_ASKED_AFTER: Final = dt.timedelta(minutes=1)
ASKED_OFTEN_FOR: Final = dt.timedelta(hours=1)  # later once an hour
OPEN_FOR: Final = dt.timedelta(days=1)  # then the order is closed

logger = structlog.get_logger(__name__)


def ask_cashier(at: dt.datetime, *, limit: int = 50) -> int:
    """Ask about waiting payments; returns how many were asked. One that cannot be asked keeps nobody waiting."""
    asked = 0
    waiting = Payment.objects.filter(
        channel=CASHIER, state=S.PENDING, created_at__lte=at - FIRST_ASKED_AFTER
    ).order_by("-pk")
    for payment in waiting[: limit * 20]:
        if not _is_time(payment, at):
            continue
        asked += 1
        try:
            ask_about(payment, at=at)
        except (BankError, LoanwrightError) as problem:
            logger.warning("cashier not asked", payment=payment.public_id, code=problem.code)
        if asked >= limit:
            break
    return asked


def ask_about(payment: Payment, *, at: dt.datetime) -> None:
    """Ask about one payment and act on the answer; call it outside of transactions. Raises BankError."""
    try:
        order = bank().cashier_order(reference=payment.reference)
        if order.state == OrderState.OPEN and at - payment.created_at > OPEN_FOR:
            order = _close(payment)
    except BankReferenceUnknown:
        fail_payment(payment.public_id, note="the cashier never got it", actor=BANK, at=at)
        return
    if order.state == OrderState.PAID:
        settle_cashier_order(
            reference=payment.reference,
            bank_reference=order.bank_reference,
            amount=order.amount,
            currency=order.currency,
            paid_on=order.paid_on,
            actor=BANK,
            at=at,
        )
    elif order.state == OrderState.CLOSED:
        fail_payment(payment.public_id, note="not paid in time", actor=BANK, at=at)
    elif not payment.cashier_url:
        keep_order(payment.public_id, order)


def _close(payment: Payment) -> CashierOrder:
    """Close an order that nobody paid; one paid at the last moment is asked for once more."""
    try:
        return bank().close_cashier_order(reference=payment.reference)
    except BankReferenceConflict:
        return bank().cashier_order(reference=payment.reference)


def _is_time(payment: Payment, at: dt.datetime) -> bool:
    return at - payment.created_at <= ASKED_OFTEN_FOR or at.minute == payment.created_at.minute
