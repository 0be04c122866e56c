"""Redress goes into the loan through the ledger, after two people agreed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.states import Role
from complaints.coherence import check_clock, check_redress
from complaints.errors import NoLoanToRedress, RedressPending
from complaints.models import Complaint, Redress
from complaints.services import answer_complaint, file_complaint, request_redress, take_complaint
from complaints.states import RedressState
from core.errors import InvalidInput, LoanwrightError
from core.four_eyes import decide_request
from lending.ledger.balances import balances_of
from lending.ledger.chart import Account
from lending.models import JournalEntry, Loan
from tests.factories.accounts import make_staff
from tests.repayments.book import AT, make_test_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan() -> Loan:
    return make_test_loan()


@pytest.fixture
def handler():
    return make_staff(Role.COMPLAINT_HANDLER)


def complaint_about(loan: Loan, handler, *, with_loan: bool = True) -> Complaint:
    complaint = file_complaint(
        borrower_id=loan.borrower.public_id,
        loan_id=loan.public_id if with_loan else None,
        category="fees",
        text="多收了利息，请退还。",
        channel="web",
        actor=loan.borrower.as_actor(),
        at=AT,
    )
    return take_complaint(complaint_id=complaint.public_id, user=handler, at=AT)


def ask(loan: Loan, handler, amount: object = "50.00") -> Redress:
    complaint = complaint_about(loan, handler)
    return request_redress(
        complaint_id=complaint.public_id, amount=amount, reason="多计利息", user=handler, at=AT
    )


def decide(redress: Redress, checker, *, approve: bool) -> None:
    decide_request(
        request_id=redress.request.public_id, checker=checker, approve=approve, note="已核实", at=AT
    )
    redress.refresh_from_db()


def test_nothing_is_paid_before_a_second_person_agrees(loan: Loan, handler) -> None:
    entries = JournalEntry.objects.count()

    redress = ask(loan, handler)

    assert redress.state == RedressState.REQUESTED
    assert JournalEntry.objects.count() == entries


def test_agreed_redress_is_paid_into_the_loan(loan: Loan, handler) -> None:
    before = balances_of(loan.obligation_id)
    redress = ask(loan, handler)

    decide(redress, make_staff(Role.COMPLIANCE), approve=True)

    after = balances_of(loan.obligation_id)
    assert redress.state == RedressState.PAID
    assert after[Account.REDRESS] - before[Account.REDRESS] == Decimal("50.00")
    owed = (
        Account.PRINCIPAL,
        Account.INTEREST,
        Account.FEE,
        Account.PENALTY,
        Account.ACCRUED_INTEREST,
    )
    paid = (
        sum(before[a] - after[a] for a in owed)
        + after[Account.UNAPPLIED]
        - before[Account.UNAPPLIED]
    )
    assert paid == Decimal("50.00")
    assert check_redress(deep=True).broken == check_clock(deep=True).broken == 0


def test_refused_redress_moves_nothing(loan: Loan, handler) -> None:
    redress = ask(loan, handler)
    entries = JournalEntry.objects.count()

    decide(redress, make_staff(Role.COMPLIANCE), approve=False)

    assert redress.state == RedressState.REFUSED
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("role", [Role.COMPLAINT_HANDLER, Role.FINANCE, Role.ADMIN])
def test_only_compliance_is_the_second_person(loan: Loan, handler, role: Role) -> None:
    redress = ask(loan, handler)

    with pytest.raises(LoanwrightError):
        decide(redress, make_staff(role), approve=True)
    redress.refresh_from_db()
    assert redress.state == RedressState.REQUESTED


def test_who_asks_may_not_agree_even_with_both_roles(loan: Loan) -> None:
    both = make_staff(Role.COMPLAINT_HANDLER, Role.COMPLIANCE)
    redress = ask(loan, both)

    with pytest.raises(LoanwrightError) as refusal:
        decide(redress, both, approve=True)
    assert refusal.value.code == "maker_is_checker"


@pytest.mark.parametrize("amount", ["0", "-5", "NaN", "1e3", "10.001", "", "999999999999999"])
def test_refuses_amounts_that_are_none(loan: Loan, handler, amount: str) -> None:
    complaint = complaint_about(loan, handler)

    with pytest.raises(InvalidInput):
        request_redress(
            complaint_id=complaint.public_id, amount=amount, reason="多计利息", user=handler, at=AT
        )
    assert not Redress.objects.exists()


def test_a_complaint_about_no_loan_has_no_redress(loan: Loan, handler) -> None:
    complaint = complaint_about(loan, handler, with_loan=False)

    with pytest.raises(NoLoanToRedress):
        request_redress(
            complaint_id=complaint.public_id, amount="5.00", reason="多计利息", user=handler, at=AT
        )


def test_the_answer_waits_for_the_redress(loan: Loan, handler) -> None:
    redress = ask(loan, handler)

    with pytest.raises(RedressPending):
        answer_complaint(
            complaint_id=redress.complaint.public_id, user=handler, text="已经退还。", at=AT
        )
