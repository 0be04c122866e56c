"""Everything that a contract or a cost statement says, as plain values.

Rates are percent a year unless named otherwise (``Decimal("18.00")`` is 18 %); amounts are renminbi yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from core.documents.errors import IncompleteFacts, UnsupportedCurrency
from products.maths.allocation import DEFAULT_ORDER

# How an annualised figure was found, and what RULES P1 wants it called.
RATE_METHODS = {
    "irr_simple": "单利",
    "irr_effective": "复利",
}
REPAYMENT_METHODS = {
    "equal_instalments": "等额本息",
    "equal_principal": "等额本金",
    "interest_only": "先息后本",
    "bullet": "到期一次还本付息",
    "flat": "等本等息",
}
DAY_COUNTS = {
    "30/360": "每月按30天、每年按360天计算",
    "actual/360": "按实际天数、每年按360天计算",
    "actual/365": "按实际天数、每年按365天计算",
    "actual/actual": "按实际天数、每年按当年实际天数计算",
}
# What a payment meets within an instalment; the order is the product's, or that of the maths (Civil Code 561).
ALLOCATION_PARTS = {
    "fee": "附件二列明的费用",
    "interest": "利息",
    "penalty": "罚息",
    "principal": "本金",
}


@dataclass(frozen=True, kw_only=True)
class Lender:
    """Party A, with the licence that lets it lend."""

    name: str
    credit_code: str
    licence_name: str
    licence_number: str
    address: str


@dataclass(frozen=True, kw_only=True)
class BorrowerParty:
    """Party B. The contract prints the resident id whole and the phone masked; the cost statement masks both."""

    name: str
    resident_id: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    holder: str
    bank: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A charge of normal performance: name, how it is worked out, how much in all, and who collects it."""

    name: str
    standard: str
    amount: Decimal
    collected_by: str


@dataclass(frozen=True, kw_only=True)
class ContingentCharge:
    """A charge that is due only when something goes wrong or is chosen."""

    name: str
    standard: str
    collected_by: str


@dataclass(frozen=True, kw_only=True)
class CostStatement:
    """综合融资成本明示表 (RULES P2). ``net_disbursed`` below ``principal`` is refused: RULES P9."""

    principal: Decimal
    net_disbursed: Decimal
    charges: tuple[Charge, ...]
    annualised_cost: Decimal
    annualised_method: str
    contingent: tuple[ContingentCharge, ...] = ()

    def __post_init__(self) -> None:
        if self.annualised_method not in RATE_METHODS:
            raise IncompleteFacts(reason=f"unknown rate method {self.annualised_method!r}")
        if self.net_disbursed != self.principal:
            raise IncompleteFacts(reason="the payout must equal the principal (Civil Code 670)")

    @property
    def total_charges(self) -> Decimal:
        return sum((charge.amount for charge in self.charges), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class ScheduleRow:
    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    total: Decimal
    closing: Decimal


@dataclass(frozen=True, kw_only=True)
class Rate:
    """``annual`` is the contract's nominal rate; the all-in annualised cost stands in the cost statement."""

    annual: Decimal
    daily: Decimal | None
    day_count: str

    def __post_init__(self) -> None:
        if self.day_count not in DAY_COUNTS:
            raise IncompleteFacts(reason=f"unknown day count {self.day_count!r}")


@dataclass(frozen=True, kw_only=True)
class OverdueTerms:
    """Penalty interest on overdue principal, as the day-end charges it.

    ``counts_from`` says from where days are counted once grace has passed in vain. ``days_in_year`` turns the annual
    rate into a daily one. ``ceiling`` is the lender's promise for all default charges a year.
    """

    annual_rate: Decimal
    grace_days: int
    counts_from: Literal["due_date", "grace_end"] = "grace_end"
    days_in_year: int = 360
    ceiling: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class EarlyRepayment:
    """``charge_pct`` of the principal repaid early; zero means none."""

    charge_pct: Decimal = Decimal(0)
    notice_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Where a borrower turns to; ``reply_within`` as the lender promises it, for example 15个工作日."""

    phone: str
    website: str
    reply_within: str
    privacy_email: str


@dataclass(frozen=True, kw_only=True)
class ContractFacts:
    """One loan contract.

    ``issued_at`` dates the document and must be aware. ``expected_disbursed_on`` is the day the schedule assumes.
    ``court`` is the body that decides disputes, as it stands in the clause. ``verify_url`` leads to the public check.
    """

    number: str
    issued_at: datetime
    lender: Lender
    borrower: BorrowerParty
    principal: Decimal
    purpose: str
    method: str
    expected_disbursed_on: date
    rate: Rate
    schedule: tuple[ScheduleRow, ...]
    cost: CostStatement
    receiving_account: BankAccount
    repayment_account: BankAccount
    overdue: OverdueTerms
    channels: Channels
    court: str
    verify_url: str
    early_repayment: EarlyRepayment = EarlyRepayment()
    allocation: tuple[str, ...] = DEFAULT_ORDER
    currency: str = "CNY"

    def __post_init__(self) -> None:
        require_renminbi(self.currency)
        require_aware(self.issued_at)
        if self.method not in REPAYMENT_METHODS:
            raise IncompleteFacts(reason=f"unknown repayment method {self.method!r}")
        if sorted(self.allocation) != sorted(ALLOCATION_PARTS):
            raise IncompleteFacts(reason=f"unknown allocation order {self.allocation!r}")
        if self.principal <= 0 or not self.schedule:
            raise IncompleteFacts(reason="a loan needs a principal and a schedule")
        if self.cost.principal != self.principal:
            raise IncompleteFacts(reason="the cost statement is about another principal")
        repaid = sum((row.principal for row in self.schedule), Decimal(0))
        if repaid != self.principal:
            raise IncompleteFacts(reason=f"the schedule repays {repaid} of {self.principal}")
        if self.total_due != self.principal + self.cost.total_charges:
            raise IncompleteFacts(reason="schedule and cost statement add up to different totals")
        default_side = self.overdue.annual_rate or self.early_repayment.charge_pct
        if default_side and not self.cost.contingent:
            raise IncompleteFacts(reason="a contingent charge is missing from the cost statement")

    @property
    def total_due(self) -> Decimal:
        return sum((row.total for row in self.schedule), Decimal(0))

    @property
    def total_interest(self) -> Decimal:
        return sum((row.interest for row in self.schedule), Decimal(0))

    @property
    def final_due_on(self) -> date:
        return self.schedule[-1].due_on


def require_renminbi(currency: str) -> None:
    if currency != "CNY":
        raise UnsupportedCurrency(currency=currency)


def require_aware(at: datetime) -> None:
    if at.tzinfo is None:
        raise IncompleteFacts(reason="a document's time needs a time zone")
