"""The all-in cost statement (综合融资成本明示表), shown and confirmed before a contract may be signed (RULES P2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.documents.amount_in_words import yuan_in_words
from core.documents.figures import beijing_time, percent, plain_amount, qr_svg, yuan
from core.documents.masking import mask_phone, mask_resident_id
from core.documents.render import render_pdf
from lending.contracts.facts import (
    RATE_METHODS,
    REPAYMENT_METHODS,
    BorrowerParty,
    CostStatement,
    Lender,
    require_aware,
    require_renminbi,
)

TEMPLATE = Path(__file__).parent / "cost_statement.typ"

METHOD_NOTES = {
    "irr_simple": "按内部收益率法计算每期收益率，乘以每年期数得出，未计复利",
    "irr_effective": "按内部收益率法计算每期收益率，按年复利得出",
}
METHODS_IN_ENGLISH = {
    "irr_simple": "simple (IRR per period x periods a year)",
    "irr_effective": "compound (effective annual IRR)",
}


@dataclass(frozen=True, kw_only=True)
class CostStatementFacts:
    """A statement on its own: who would lend to whom, how much, for how long, at what cost.

    ``instalments`` and ``method`` are those of the offer; ``issued_at`` must be aware.
    """

    number: str
    issued_at: datetime
    lender: Lender
    borrower: BorrowerParty
    purpose: str
    instalments: int
    method: str
    cost: CostStatement
    complaint_phone: str
    verify_url: str
    currency: str = "CNY"

    def __post_init__(self) -> None:
        require_renminbi(self.currency)
        require_aware(self.issued_at)


def render_cost_statement(facts: CostStatementFacts) -> bytes:
    """The statement as PDF; the same facts give the same bytes, so its hash can be kept with the contract.

    Raises:
        MissingGlyph: a text has a character that our fonts lack.
    """
    data = {
        "number": facts.number,
        "issued_at": beijing_time(facts.issued_at),
        "verify_url": facts.verify_url,
        "qr": qr_svg(facts.verify_url),
        "lender": facts.lender.name,
        "licence": f"{facts.lender.licence_name} {facts.lender.licence_number}",
        "borrower": {
            "name": facts.borrower.name,
            "resident_id": mask_resident_id(facts.borrower.resident_id),
            "phone": mask_phone(facts.borrower.phone),
        },
        "principal": yuan(facts.cost.principal),
        "principal_words": yuan_in_words(facts.cost.principal),
        "purpose": facts.purpose,
        "instalments": str(facts.instalments),
        "method": REPAYMENT_METHODS[facts.method],
        "cost": cost_data(facts.cost),
        "complaint_phone": facts.complaint_phone,
    }
    return render_pdf(template=TEMPLATE, data=data, created_at=facts.issued_at)


def cost_data(cost: CostStatement) -> dict[str, object]:
    """The statement's tables as strings; the contract's annex prints the same."""
    return {
        "net_disbursed": yuan(cost.net_disbursed),
        "annualised": percent(cost.annualised_cost),
        "method": RATE_METHODS[cost.annualised_method],
        "method-note": METHOD_NOTES[cost.annualised_method],
        "method-english": METHODS_IN_ENGLISH[cost.annualised_method],
        "total_charges": plain_amount(cost.total_charges),
        "total_charges_yuan": yuan(cost.total_charges),
        "total_due_yuan": yuan(cost.principal + cost.total_charges),
        "charges": [
            {
                "name": charge.name,
                "standard": charge.standard,
                "amount": plain_amount(charge.amount),
                "collected_by": charge.collected_by,
            }
            for charge in cost.charges
        ],
        "contingent": [
            {"name": item.name, "standard": item.standard, "collected_by": item.collected_by}
            for item in cost.contingent
        ],
    }
