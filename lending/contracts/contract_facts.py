"""From a contract's row to everything its document says, in the words of the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from lending.contracts.facts import (
    BankAccount,
    BorrowerParty,
    Channels,
    ContractFacts,
    CostStatement,
    EarlyRepayment,
    Lender,
    OverdueTerms,
    Rate,
)
from lending.contracts.from_quote import cost_statement_from_quote, schedule_from_quote
from products.maths import parse_terms
from products.purposes import Purpose

if TYPE_CHECKING:
    from lending.models import Contract

# The contract is Chinese whatever language is set and whether translations are compiled or not.
PURPOSES: Final = {
    Purpose.DAILY: "日常消费",
    Purpose.ELECTRONICS: "手机数码",
    Purpose.HOME: "家具家电",
    Purpose.RENOVATION: "房屋装修",
    Purpose.EDUCATION: "教育培训",
    Purpose.MEDICAL: "医疗",
    Purpose.TRAVEL: "旅游",
    Purpose.WEDDING: "婚庆",
    Purpose.RENT: "租房",
}
REPLY_WITHIN: Final = "15日"


def contract_facts(
    contract: Contract, *, charges: Mapping[str, Any], issued_at: dt.datetime
) -> ContractFacts:
    """Facts of the loan contract. `charges` are those its loan will carry; `issued_at` dates the document."""
    version, terms, account = contract.product_version, contract.terms, contract.bank_account
    borrower = contract.borrower
    bank = BankAccount(holder=account.holder, bank=account.bank, number=account.number)
    return ContractFacts(
        number=contract.number,
        issued_at=issued_at,
        lender=lender(),
        borrower=BorrowerParty(
            name=borrower.name or "",
            resident_id=borrower.resident_id or "",
            phone=borrower.phone or "",
        ),
        principal=contract.amount,
        purpose=PURPOSES[Purpose(contract.application.purpose)],
        method=terms["method"],
        expected_disbursed_on=dt.date.fromisoformat(terms["disbursed_on"]),
        rate=Rate(
            annual=contract.annual_rate,
            daily=_daily(contract.annual_rate, terms["day_count"])
            if version.quoted_daily
            else None,
            day_count=terms["day_count"],
        ),
        schedule=schedule_from_quote(contract.quote),
        cost=cost_in_words(contract),
        receiving_account=bank,
        repayment_account=bank,
        overdue=OverdueTerms(
            annual_rate=Decimal(charges["penalty_rate"]),
            grace_days=charges["grace_days"],
            counts_from="due_date",
            days_in_year=charges["penalty_year"],
            ceiling=version.annual_cost_cap,
        ),
        channels=Channels(
            phone=settings.LOANWRIGHT_INSTITUTION["phone"],
            website=settings.PUBLIC_URL,
            reply_within=REPLY_WITHIN,
            privacy_email=settings.LOANWRIGHT_INSTITUTION["privacy_email"],
        ),
        court=settings.LOANWRIGHT_INSTITUTION["court"],
        verify_url=f"{settings.PUBLIC_URL}/verify/?number={contract.number}",
        early_repayment=EarlyRepayment(charge_pct=Decimal(charges["early_repayment_pct"])),
        allocation=tuple(charges["allocation_order"]),
        currency=contract.currency,
    )


def lender() -> Lender:
    """This institution, as its contracts name it."""
    facts = settings.LOANWRIGHT_INSTITUTION
    return Lender(
        name=facts["name"],
        credit_code=facts["credit_code"],
        licence_name=facts["licence_name"],
        licence_number=facts["licence_number"],
        address=facts["address"],
    )


def cost_in_words(contract: Contract) -> CostStatement:
    """The contract's cost statement (RULES P2) with its charges named in Chinese."""
    return cost_statement_from_quote(
        contract.quote,
        terms=parse_terms(contract.terms),
        lender=settings.LOANWRIGHT_INSTITUTION["name"],
    )


def _daily(annual_rate: Decimal, day_count: str) -> Decimal:
    return annual_rate / (360 if day_count.endswith("360") else 365)
