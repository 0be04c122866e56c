"""What this stage tells later stages. Ids are primary keys, as in foreign keys."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentPosted(Event):
    payment_id: int
    loan_id: int
    obligation_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentReversed(Event):
    payment_id: int
    loan_id: int
    obligation_id: int


@dataclass(frozen=True, kw_only=True)
class LoanOverdue(Event):
    """Something is unpaid after grace (PP3). In a day-end, later steps follow for all loans at once."""

    loan_id: int
    obligation_id: int
    in_day_end: bool = False


@dataclass(frozen=True, kw_only=True)
class LoanCured(Event):
    """Nothing is overdue any more, but the loan goes on."""

    loan_id: int
    obligation_id: int


@dataclass(frozen=True, kw_only=True)
class LoanSettled(Event):
    """Nothing is owed any more; `on` is the value date of the last money."""

    loan_id: int
    obligation_id: int
