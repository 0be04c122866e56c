"""The receipt of a payment (还款收据): what came in, what it paid, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from core.documents.amount_in_words import yuan_in_words
from core.documents.errors import IncompleteFacts
from core.documents.figures import beijing_time, chinese_date, plain_amount, qr_svg, yuan
from core.documents.render import render_pdf
from lending.contracts.facts import BorrowerParty, Lender, require_aware, require_renminbi

TEMPLATE = Path(__file__).parent / "receipt.typ"


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """What the payment met in one instalment. ``label`` as the borrower knows it, for example 第3期（2027-02-22）."""

    label: str
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts:
    """One payment. ``unapplied`` is what was paid beyond the dues and is kept for the borrower.

    ``way`` is how it was paid, in Chinese (收银台, 银行代扣, 银行转账); ``reference`` the bank's or cashier's number.
    """

    number: str
    issued_at: datetime
    lender: Lender
    borrower: BorrowerParty
    contract_number: str
    amount: Decimal
    received_at: datetime
    way: str
    reference: str
    lines: tuple[ReceiptLine, ...]
    principal_left: Decimal
    service_phone: str
    verify_url: str
    unapplied: Decimal = Decimal(0)
    next_due_on: date | None = None
    next_due_amount: Decimal | None = None
    currency: str = "CNY"

    def __post_init__(self) -> None:
        require_renminbi(self.currency)
        require_aware(self.issued_at)
        require_aware(self.received_at)
        spent = sum((line.total for line in self.lines), self.unapplied)
        if spent != self.amount:
            raise IncompleteFacts(reason=f"the lines add up to {spent} of {self.amount}")
        if (self.next_due_on is None) != (self.next_due_amount is None):
            raise IncompleteFacts(reason="a next due date needs its amount")


def render_receipt(facts: ReceiptFacts) -> bytes:
    """The receipt as PDF, ready to be sealed; the same facts give the same bytes.

    Raises:
        MissingGlyph: a text has a character that our fonts lack.
    """
    zero = Decimal(0)
    data = {
        "number": facts.number,
        "issued_at": beijing_time(facts.issued_at),
        "verify_url": facts.verify_url,
        "qr": qr_svg(facts.verify_url),
        "lender": facts.lender.name,
        "borrower": facts.borrower.name,
        "contract_number": facts.contract_number,
        "amount": yuan(facts.amount),
        "amount_words": yuan_in_words(facts.amount),
        "received_at": beijing_time(facts.received_at),
        "way": facts.way,
        "reference": facts.reference,
        "lines": [
            {
                "label": line.label,
                "principal": plain_amount(line.principal),
                "interest": plain_amount(line.interest),
                "fee": plain_amount(line.fee),
                "penalty": plain_amount(line.penalty),
                "total": plain_amount(line.total),
            }
            for line in facts.lines
        ],
        "principal_total": plain_amount(sum((line.principal for line in facts.lines), zero)),
        "interest_total": plain_amount(sum((line.interest for line in facts.lines), zero)),
        "fee_total": plain_amount(sum((line.fee for line in facts.lines), zero)),
        "penalty_total": plain_amount(sum((line.penalty for line in facts.lines), zero)),
        "lines_total": plain_amount(sum((line.total for line in facts.lines), zero)),
        "unapplied": yuan(facts.unapplied) if facts.unapplied else None,
        "principal_left": yuan(facts.principal_left),
        "next_due": _next_due(facts),
        "service_phone": facts.service_phone,
    }
    return render_pdf(template=TEMPLATE, data=data, created_at=facts.issued_at)


def _next_due(facts: ReceiptFacts) -> dict[str, str]:
    if facts.next_due_on is None or facts.next_due_amount is None:
        return {"amount": "无", "note": "没有待还的期次"}
    return {
        "amount": yuan(facts.next_due_amount),
        "note": f"还款日 {chinese_date(facts.next_due_on)}",
    }
