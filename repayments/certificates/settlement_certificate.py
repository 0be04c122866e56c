"""The settlement certificate (贷款结清证明): the loan is paid off and nothing is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from core.documents.amount_in_words import yuan_in_words
from core.documents.errors import IncompleteFacts
from core.documents.figures import beijing_date, chinese_date, qr_svg, yuan
from core.documents.render import render_pdf
from lending.contracts.facts import BorrowerParty, Lender, require_aware, require_renminbi

TEMPLATE = Path(__file__).parent / "settlement_certificate.typ"


@dataclass(frozen=True, kw_only=True)
class SettlementFacts:
    """A loan that was paid off on ``settled_on``; the paid amounts are over its whole life."""

    number: str
    issued_at: datetime
    lender: Lender
    borrower: BorrowerParty
    contract_number: str
    principal: Decimal
    disbursed_on: date
    settled_on: date
    principal_paid: Decimal
    interest_paid: Decimal
    fee_paid: Decimal
    penalty_paid: Decimal
    service_phone: str
    verify_url: str
    currency: str = "CNY"

    def __post_init__(self) -> None:
        require_renminbi(self.currency)
        require_aware(self.issued_at)
        if self.settled_on < self.disbursed_on:
            raise IncompleteFacts(reason="the loan was settled before it was paid out")

    @property
    def total_paid(self) -> Decimal:
        return self.principal_paid + self.interest_paid + self.fee_paid + self.penalty_paid


def render_settlement_certificate(facts: SettlementFacts) -> bytes:
    """The certificate as PDF, ready to be sealed; the same facts give the same bytes.

    Raises:
        MissingGlyph: a text has a character that our fonts lack.
    """
    data = {
        "number": facts.number,
        "issued_on": chinese_date(beijing_date(facts.issued_at)),
        "verify_url": facts.verify_url,
        "qr": qr_svg(facts.verify_url),
        "lender": facts.lender.name,
        "borrower": {"name": facts.borrower.name, "resident_id": facts.borrower.resident_id},
        "contract_number": facts.contract_number,
        "principal": yuan(facts.principal),
        "principal_words": yuan_in_words(facts.principal),
        "disbursed_on": chinese_date(facts.disbursed_on),
        "settled_on": chinese_date(facts.settled_on),
        "principal_paid": yuan(facts.principal_paid),
        "interest_paid": yuan(facts.interest_paid),
        "fee_paid": yuan(facts.fee_paid),
        "penalty_paid": yuan(facts.penalty_paid),
        "total_paid": yuan(facts.total_paid),
        "service_phone": facts.service_phone,
    }
    return render_pdf(template=TEMPLATE, data=data, created_at=facts.issued_at)
