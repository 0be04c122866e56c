"""What this stage tells later stages."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class LoanDisbursed(Event):
    loan_id: int
    obligation_id: int
    borrower_id: int
