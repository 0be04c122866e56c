from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.coherence import run_checks
from core.events import _handlers
from core.models import Notification
from lending.errors import PayoutContradicted, PayoutReferenceUnknown
from lending.events import LoanDisbursed
from lending.exposure import exposure_of
from lending.ledger.balances import balances_of
from lending.ledger.chart import Account
from lending.models import Disbursement, Loan
from lending.services import confirm_payout, fail_payout, send_payout
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState as S
from tests.factories.accounts import NOON
from tests.factories.lending import payout
from tests.lending.stand_ins import Bank


@pytest.fixture
def sent(books_open: dt.date, bank: Bank) -> Disbursement:
    return send_payout(disbursement_id=payout().public_id, at=NOON)


def confirm(disbursement: Disbursement, **changes: Any) -> Loan:
    facts: dict[str, Any] = {
        "reference": disbursement.reference,
        "bank_reference": "B-1",
        "paid_on": NOON.date(),
        "actor": BANK,
        "at": NOON,
    }
    return confirm_payout(**(facts | changes))


def test_opens_the_loan_from_the_day_the_money_arrived(
    sent: Disbursement, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[LoanDisbursed] = []
    monkeypatch.setitem(_handlers, LoanDisbursed, [told.append])
    arrived_on = NOON.date() + dt.timedelta(days=1)

    loan = confirm(sent, paid_on=arrived_on)

    sent.refresh_from_db()
    assert (sent.state, sent.paid_on) == (S.PAID, arrived_on)
    assert loan.disbursed_on == arrived_on
    assert loan.principal_outstanding == Decimal(10000)
    assert loan.instalments.count() == 12
    balances = balances_of(loan.obligation_id)
    assert balances[Account.PRINCIPAL] == Decimal(10000)
    assert [event.loan_id for event in told] == [loan.pk]
    assert Notification.objects.filter(template="payout.arrived").count() == 1
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


def test_the_promise_becomes_a_debt_of_the_same_size(sent: Disbursement) -> None:
    borrower_id = sent.contract.borrower_id
    before = exposure_of(borrower_id=borrower_id, currency="CNY")

    confirm(sent)

    assert exposure_of(borrower_id=borrower_id, currency="CNY") == before == Decimal(10000)


def test_told_again_it_returns_the_same_loan(sent: Disbursement, assert_nothing_moved: Any) -> None:
    loan = confirm(sent)
    assert_nothing_moved()

    assert confirm(sent) == loan


def test_refuses_an_unknown_reference(sent: Disbursement, assert_nothing_moved: Any) -> None:
    assert_nothing_moved()

    with pytest.raises(PayoutReferenceUnknown):
        confirm(sent, reference="dis_of_nobody-1")


@pytest.mark.parametrize(
    "change", [{"amount": Decimal("9999.99")}, {"amount": Decimal(10000), "currency": "USD"}]
)
def test_refuses_other_money(
    sent: Disbursement, assert_nothing_moved: Any, change: dict[str, Any]
) -> None:
    assert_nothing_moved()

    with pytest.raises(PayoutContradicted):
        confirm(sent, **change)


def test_the_banks_first_word_stands(sent: Disbursement, assert_nothing_moved: Any) -> None:
    """Paid after failed, or failed after paid, is for people."""
    failed = payout()
    fail_payout(reference=failed.reference, reason="account_closed", actor=BANK, at=NOON)
    confirm(sent)
    assert_nothing_moved()

    with pytest.raises(PayoutContradicted):
        confirm(failed)
    with pytest.raises(PayoutContradicted):
        fail_payout(reference=sent.reference, reason="x", actor=BANK, at=NOON)
