"""Settlement certificate and receipt."""

from datetime import date
from decimal import Decimal

import pytest

from core.documents.errors import IncompleteFacts, UnsupportedCurrency
from repayments.certificates.receipt import ReceiptFacts, ReceiptLine, render_receipt
from repayments.certificates.settlement_certificate import (
    SettlementFacts,
    render_settlement_certificate,
)
from tests.core.documents.reading import pages_of, text_of
from tests.lending.contracts.samples import AT, BORROWER, LENDER, PRINCIPAL


def settlement(**changes: object) -> SettlementFacts:
    facts = {
        "number": "SC-2026-000045",
        "issued_at": AT,
        "lender": LENDER,
        "borrower": BORROWER,
        "contract_number": "LW-2026-11-000123",
        "principal": PRINCIPAL,
        "disbursed_on": date(2025, 11, 22),
        "settled_on": date(2026, 11, 22),
        "principal_paid": PRINCIPAL,
        "interest_paid": Decimal("1201.95"),
        "fee_paid": Decimal(0),
        "penalty_paid": Decimal("3.60"),
        "service_phone": "400-800-1234",
        "verify_url": "https://loanwright.example/verify/doc_9d2",
        **changes,
    }
    return SettlementFacts(**facts)


def receipt(**changes: object) -> ReceiptFacts:
    facts = {
        "number": "RC-2026-000981",
        "issued_at": AT,
        "lender": LENDER,
        "borrower": BORROWER,
        "contract_number": "LW-2026-11-000123",
        "amount": Decimal("1205.00"),
        "received_at": AT,
        "way": "收银台",
        "reference": "CSH20261122140305001",
        "lines": (
            ReceiptLine(
                label="第2期（2027-01-22）",
                principal=Decimal("933.96"),
                interest=Decimal("166.20"),
                fee=Decimal(0),
                penalty=Decimal("4.84"),
            ),
        ),
        "unapplied": Decimal("100.00"),
        "principal_left": Decimal("10145.88"),
        "next_due_on": date(2027, 2, 22),
        "next_due_amount": Decimal("1100.16"),
        "service_phone": "400-800-1234",
        "verify_url": "https://loanwright.example/verify/doc_9d3",
        **changes,
    }
    return ReceiptFacts(**facts)


def test_the_certificate_says_who_owes_nothing_under_which_contract():
    pdf = render_settlement_certificate(settlement())
    text = text_of(pdf)

    assert "欧阳䶮（公民身份号码11010519900307123X）" in text
    assert "LW-2026-11-000123" in text
    assert "截至2026年11月22日" in text
    assert "已全部结清" in text
    assert "¥13,205.55" in text
    assert pages_of(pdf) == 1
    assert b"(seal)" in pdf


def test_the_certificate_is_the_same_for_the_same_facts():
    assert render_settlement_certificate(settlement()) == render_settlement_certificate(
        settlement()
    )


def test_a_loan_cannot_be_settled_before_its_payout():
    with pytest.raises(IncompleteFacts):
        settlement(settled_on=date(2025, 11, 21))


def test_the_receipt_says_what_came_in_and_what_it_paid():
    pdf = render_receipt(receipt())
    text = text_of(pdf)

    assert "人民币（大写）壹仟贰佰零伍元整" in text
    assert "第2期（2027-01-22）933.96166.200.004.841,105.00" in text
    assert "¥100.00为多还款项" in text
    assert "CSH20261122140305001" in text
    assert "还款日2027年2月22日" in text
    assert pages_of(pdf) == 1


def test_the_last_receipt_says_that_nothing_is_due():
    text = text_of(render_receipt(receipt(next_due_on=None, next_due_amount=None)))

    assert "没有待还的期次" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("1205.01")},
        {"next_due_on": None},
        {"received_at": AT.replace(tzinfo=None)},
    ],
)
def test_a_receipt_that_does_not_add_up_is_refused(changes):
    with pytest.raises(IncompleteFacts):
        receipt(**changes)


def test_renminbi_only():
    with pytest.raises(UnsupportedCurrency):
        settlement(currency="USD")
