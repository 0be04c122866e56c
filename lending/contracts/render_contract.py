"""The loan contract (个人消费借款合同) from its facts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from core.documents.amount_in_words import yuan_in_words
from core.documents.figures import (
    beijing_date,
    chinese_date,
    percent,
    plain_amount,
    qr_svg,
    yuan,
)
from core.documents.masking import mask_phone
from core.documents.render import render_pdf
from lending.contracts.facts import (
    ALLOCATION_PARTS,
    DAY_COUNTS,
    REPAYMENT_METHODS,
    BankAccount,
    ContractFacts,
    EarlyRepayment,
    OverdueTerms,
    ScheduleRow,
)
from lending.contracts.render_cost_statement import cost_data

TEMPLATE = Path(__file__).parent / "contract.typ"

METHODS_IN_ENGLISH = {
    "equal_instalments": "equal instalments",
    "equal_principal": "equal principal",
    "interest_only": "interest first, principal at the end",
    "bullet": "principal and interest at the end",
    "flat": "equal principal with interest on the original principal",
}


def render_contract(facts: ContractFacts) -> bytes:
    """The unsigned contract as PDF; the same facts give the same bytes.

    Raises:
        MissingGlyph: a name or another text has a character that our fonts lack.
        AmountNotInWords: the principal has no form in Chinese capitals.
    """
    return render_pdf(template=TEMPLATE, data=contract_data(facts), created_at=facts.issued_at)


def contract_data(facts: ContractFacts) -> dict[str, object]:
    """What the template prints, every figure already a string."""
    borrower, lender, rate = facts.borrower, facts.lender, facts.rate
    daily = f"，日利率 {percent(rate.daily)}" if rate.daily is not None else ""
    return {
        "number": facts.number,
        "issued_on": chinese_date(beijing_date(facts.issued_at)),
        "verify_url": facts.verify_url,
        "qr": qr_svg(facts.verify_url),
        "lender": {
            "name": lender.name,
            "credit_code": lender.credit_code,
            "licence_name": lender.licence_name,
            "licence_number": lender.licence_number,
            "address": lender.address,
        },
        "borrower": {
            "name": borrower.name,
            "resident_id": borrower.resident_id,
            "phone": mask_phone(borrower.phone),
        },
        "principal": yuan(facts.principal),
        "principal_plain": plain_amount(facts.principal),
        "principal_words": yuan_in_words(facts.principal),
        "purpose": facts.purpose,
        "instalments": str(max(row.number for row in facts.schedule)),
        "method": REPAYMENT_METHODS[facts.method],
        "method_english": METHODS_IN_ENGLISH[facts.method],
        "disbursed_on": chinese_date(facts.expected_disbursed_on),
        "final_due_on": chinese_date(facts.final_due_on),
        "rate": {
            "annual": percent(rate.annual),
            "daily_note": daily,
            "day_count": DAY_COUNTS[rate.day_count],
        },
        "first_due": _first_due(facts),
        "schedule": _schedule(facts),
        "cost": cost_data(facts.cost),
        "receiving": _account(facts.receiving_account),
        "repayment": _account(facts.repayment_account),
        "overdue": _overdue(facts.overdue, contract_rate=rate.annual),
        "early": _early(facts.early_repayment),
        "allocation": "、".join(ALLOCATION_PARTS[part] for part in facts.allocation),
        "channels": {
            "phone": facts.channels.phone,
            "website": facts.channels.website,
            "reply_within": facts.channels.reply_within,
            "privacy_email": facts.channels.privacy_email,
        },
        "court": facts.court,
    }


def _account(account: BankAccount) -> dict[str, str]:
    return {"holder": account.holder, "bank": account.bank, "number": account.number}


def _first_due(facts: ContractFacts) -> dict[str, str]:
    """The instalment a person will feel: every one alike, or the first of several."""
    rows = [row for row in facts.schedule if row.number > 0]
    first = rows[0]
    alike = all(row.total == first.total for row in rows[:-1]) and len(rows) > 1
    if len(rows) == 1:
        label = "到期应还"
    elif alike:
        label = "每期应还"
    else:
        label = "首期应还"
    note = f"{first.due_on.isoformat()} 起，共 {len(rows)} 期"
    return {"label": label, "amount": yuan(first.total), "note": note}


def _schedule(facts: ContractFacts) -> dict[str, object]:
    fee_total = sum((row.fee for row in facts.schedule), Decimal(0))
    return {
        "rows": [_row(row) for row in facts.schedule],
        "principal": plain_amount(facts.principal),
        "interest": plain_amount(facts.total_interest),
        "interest_yuan": yuan(facts.total_interest),
        "fee": plain_amount(fee_total),
        "total": plain_amount(facts.total_due),
        "total_yuan": yuan(facts.total_due),
    }


def _row(row: ScheduleRow) -> dict[str, str]:
    return {
        "number": str(row.number),
        "due_on": row.due_on.isoformat(),
        "principal": plain_amount(row.principal),
        "interest": plain_amount(row.interest),
        "fee": plain_amount(row.fee),
        "total": plain_amount(row.total),
        "closing": plain_amount(row.closing),
    }


def _overdue(terms: OverdueTerms, *, contract_rate: Decimal) -> dict[str, str | None]:
    starts, english = "还款日次日", ""
    grace = "本借款不设宽限期。"
    if terms.grace_days:
        grace = (
            f"还款日后有 {terms.grace_days} 日宽限期，宽限期内足额还款的，不计收罚息，不视为逾期。"
        )
        english = f" unless paid within {terms.grace_days} days of grace"
        if terms.counts_from == "due_date":
            grace += "宽限期届满仍未足额还款的，逾期天数自还款日次日起算。"
        else:
            starts = "宽限期届满次日"
    multiple = ""
    if contract_rate:
        share = (terms.annual_rate * 100 / contract_rate).quantize(Decimal("0.01"))
        multiple = f"（贷款年利率的 {percent(share, decimals=0)}）"
    return {
        "rate": percent(terms.annual_rate),
        "multiple": multiple,
        "days_in_year": str(terms.days_in_year),
        "grace_text": grace,
        "starts": starts,
        "english": english,
        "ceiling": percent(terms.ceiling) if terms.ceiling is not None else None,
    }


def _early(terms: EarlyRepayment) -> dict[str, str]:
    notice = f"，并提前 {terms.notice_days} 日通知甲方" if terms.notice_days else ""
    if terms.charge_pct:
        charge = percent(terms.charge_pct)
        return {
            "notice": notice,
            "short": f"提前还款违约金为提前偿还本金的 {charge}",
            "charge": f"提前还款违约金为提前偿还本金的 {charge}，已在附件二列明；此外不收取其他费用。",
            "english": f"Charge: {charge} of the principal repaid early.",
        }
    return {
        "notice": notice,
        "short": "利息按实际借款期间计算，不收取违约金",
        "charge": "甲方不因提前还款收取违约金或者其他任何费用。",
        "english": "No charge.",
    }
