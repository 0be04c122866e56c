"""What the platform and the bank tell each other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from decimal import Decimal


class MovementState(enum.StrEnum):
    """Where a payout or a direct debit stands at the bank."""

    ACCEPTED = "accepted"
    PAID = "paid"
    FAILED = "failed"


class OrderState(enum.StrEnum):
    """Where a cashier order stands at the bank."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


class BankEventKind(enum.StrEnum):
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"
    PAYMENT_SUCCEEDED = "payment.succeeded"
    DEBIT_SUCCEEDED = "debit.succeeded"
    DEBIT_FAILED = "debit.failed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Somebody's account; kept out of logs."""

    number: str = dataclasses.field(repr=False)
    bank: str
    holder: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Accepted:
    """The bank has taken an order on; whether it succeeds is told later."""

    reference: str
    bank_reference: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Movement:
    """A payout or a direct debit as the bank knows it now."""

    reference: str
    bank_reference: str
    state: MovementState
    amount: Decimal
    currency: str
    paid_on: dt.date | None
    reason: str | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class CashierOrder:
    """A cashier order; send the borrower to ``cashier_url``."""

    reference: str
    bank_reference: str
    state: OrderState
    amount: Decimal
    currency: str
    cashier_url: str
    paid_on: dt.date | None
    reason: str | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class AccountCheck:
    """Does the account belong to this holder and can it take money?"""

    is_match: bool
    reason: str | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One settled movement of a day. ``reference`` is empty where the money came unasked."""

    reference: str
    bank_reference: str
    kind: str
    direction: str
    amount: Decimal
    counterparty: str = dataclasses.field(repr=False)
    paid_on: dt.date
    currency: str
    remark: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class BankEvent:
    """A verified callback. ``event_id`` is the same however often it is delivered."""

    kind: BankEventKind
    event_id: str
    reference: str
    bank_reference: str
    amount: Decimal
    currency: str
    paid_on: dt.date | None
    reason: str | None
