"""What this stage tells later stages. Ids are primary keys, as in foreign keys."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    """Complete and waiting for a decision."""

    application_id: int
    borrower_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationRecalled(Event):
    """Taken back to be edited; whoever works on it stops, or refuses by raising."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """The applicant wants it no more; whoever works on it stops."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Event):
    """Approved, declined, or referred to people."""

    application_id: int
    outcome: str  # "approve", "decline", "refer"


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    contract_id: int
    borrower_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(Event):
    """The bank refused; finance decides about a new payout."""

    disbursement_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoanDisbursed(Event):
    """The money arrived and the loan is open."""

    loan_id: int
    obligation_id: int
    borrower_id: int


@dataclass(frozen=True, kw_only=True)
class OverdueLoansTakenOver(Event):
    """Loans that were overdue in the system they came from (primary keys)."""

    loan_ids: tuple[int, ...]
