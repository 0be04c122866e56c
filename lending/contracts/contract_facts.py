"""From a contract's row to everything its document says, in the words of the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import override

from lending.contracts.facts import (
    ALLOCATION_PARTS,
    BankAccount,
    BorrowerParty,
    Channels,
    Charge,
    ContingentCharge,
    ContractFacts,
    CostStatement,
    EarlyRepayment,
    Lender,
    OverdueTerms,
    Rate,
    cost_statement_from,
    schedule_from_quote,
)
from lending.purposes import Purpose
from products.maths.allocation import DEFAULT_ORDER
from products.services import penalty_rate

if TYPE_CHECKING:
    from lending.models import Contract

PENALTY_YEAR = 365  # days, as `open_loan.charges_of` freezes with the loan
REPLY_WITHIN: Final = "15日"
FEE_TIMES: Final = {
    "upfront": "首日一次收取",
    "first": "随第一期收取",
    "per_instalment": "每期收取",
}


def contract_facts(contract: Contract, *, issued_at: dt.datetime) -> ContractFacts:
    """Facts of the loan contract. `issued_at` dates the document."""
    version, terms, account = contract.product_version, contract.terms, contract.bank_account
    borrower = contract.borrower
    bank = BankAccount(holder=account.holder, bank=account.bank, number=account.number)
    penalty = penalty_rate(version=version, annual_rate=contract.annual_rate)
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
        purpose=_in_chinese(Purpose(contract.application.purpose)),
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
            annual_rate=penalty,
            pct_of_contract_rate=_share(penalty, contract.annual_rate),
            grace_days=version.grace_days,
            counts_from="due_date",
            days_in_year=PENALTY_YEAR,
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
        early_repayment=EarlyRepayment(charge_pct=version.early_repayment_pct),
        allocation=_allocation(version.allocation_order),
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
    """The contract's cost statement (RULES P2) with the charges named in Chinese."""
    statement = contract.quote["cost_statement"]
    fees = {fee["name"]: fee for fee in contract.terms.get("fees") or ()}
    plain = cost_statement_from(statement)
    return replace(
        plain,
        charges=tuple(_charge(charge, contract, fees) for charge in plain.charges),
        contingent=tuple(_contingent(item, contract) for item in statement["contingent"]),
    )


def _charge(charge: Charge, contract: Contract, fees: Mapping[str, Mapping[str, Any]]) -> Charge:
    collector = _collector(charge.collected_by)
    if charge.name == "interest":
        rate = f"年利率 {_plain(contract.annual_rate)}%，按实际借款期间计收"
        return replace(charge, name="利息", standard=rate, collected_by=collector)
    fee = fees.get(charge.name)
    if fee is None:
        return replace(charge, collected_by=collector)
    size = f"{fee['amount']} 元" if fee.get("amount") else f"{fee['pct']}%"
    return replace(charge, standard=f"{size}，{FEE_TIMES[fee['kind']]}", collected_by=collector)


def _contingent(item: Mapping[str, Any], contract: Contract) -> ContingentCharge:
    collector = _collector(item["collected_by"])
    if item["name"] == "penalty_interest":
        days = contract.product_version.grace_days
        words = (
            f"逾期本金按年利率 {item['annual_rate']}% 计收；"
            f"{days} 日宽限期内还清的不计收，届满仍未还清的自还款日次日起算"
        )
        return ContingentCharge(name="罚息", standard=words, collected_by=collector)
    if item["name"] == "early_repayment_charge":
        words = f"提前偿还本金的 {item['pct']}%"
        return ContingentCharge(name="提前还款违约金", standard=words, collected_by=collector)
    return ContingentCharge(name=item["name"], standard=item["standard"], collected_by=collector)


def _collector(name: str) -> str:
    return settings.LOANWRIGHT_INSTITUTION["name"] if name == "lender" else name


def _allocation(order: list[str]) -> tuple[str, ...]:
    """Costs of enforcement come first, by law (Civil Code 561)."""
    parts = tuple(order or DEFAULT_ORDER)
    return ("enforcement", *(part for part in parts if part in ALLOCATION_PARTS))


def _daily(annual_rate: Decimal, day_count: str) -> Decimal:
    return annual_rate / (360 if day_count.endswith("360") else 365)


def _share(penalty: Decimal, annual_rate: Decimal) -> Decimal:
    return (penalty * 100 / annual_rate).quantize(Decimal("0.01")) if annual_rate else Decimal(0)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _in_chinese(purpose: Purpose) -> str:
    with override("zh-hans"):
        return str(purpose.label)
