"""Payoff figures against the pure maths, and the papers at the end (SC13, RULES P10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.calendar.business_date import open_date
from core.calendar.working_days import WorkingDays
from core.documents.store import read_document
from core.errors import InvalidInput
from lending.models import Loan
from lending.selectors import instalments_of
from products.maths import build_schedule, parse_terms
from products.maths.payoff import quote_payoff as by_the_maths
from repayments.errors import (
    LoanNotOpen,
    NotSettledYet,
    PaymentBackdatedTooFar,
    PaymentNotPosted,
)
from repayments.payoff import figures_on
from repayments.selectors import balance_as_of, loan_view, transactions
from repayments.services import (
    issue_receipt,
    issue_settlement_certificate,
    quote_payoff,
    reverse_payment,
)
from tests.repayments.book import (
    AT,
    START,
    close_days_until,
    make_test_loan,
    make_version,
    rows_of,
)
from tests.repayments.paying import CASHIER, broken_books, pay

pytestmark = pytest.mark.django_db


@settings(phases=[Phase.explicit, Phase.generate])
@given(
    cents=st.integers(1_000_00, 90_000_00),
    instalments=st.integers(1, 6),
    days=st.integers(0, 200),
    method=st.sampled_from(["equal_instalments", "equal_principal", "interest_only", "flat"]),
    rate=st.sampled_from(["0", "7.30", "18.25", "24"]),
)
def test_a_quote_is_what_the_maths_says_of_an_unpaid_loan(
    cents: int, instalments: int, days: int, method: str, rate: str
) -> None:
    """Interest and principal on any day, for any schedule; penalty is the ledger's own."""
    version = make_version(
        method=method, annual_rate=Decimal(rate), annual_rate_min=Decimal(rate), day_count="actual/365",
        interest_period="daily",
    )  # fmt: skip
    loan = make_test_loan(
        version=version,
        amount=str(Decimal(cents) / 100),
        instalments=instalments,
        charges={"early_repayment_pct": "1.5"},
    )
    on = START + dt.timedelta(days=days)
    ours = figures_on(loan=loan, rows=list(instalments_of(loan)), on=on)
    schedule = build_schedule(parse_terms(loan.terms), is_working_day=WorkingDays("CN"))
    theirs = by_the_maths(schedule, on=on, early_repayment_charge_pct=Decimal("1.5"))
    assert (ours.principal, ours.interest, ours.fee, ours.early_repayment_charge) == (
        theirs.principal, theirs.interest, theirs.fee, theirs.early_repayment_charge,
    )  # fmt: skip


def test_a_quote_counts_penalty_that_will_have_run_by_then() -> None:
    loan = make_test_loan()
    due = rows_of(loan)[0].due_on
    ahead = quote_payoff(loan_id=loan.public_id, on=due + dt.timedelta(days=10), at=AT)
    assert ahead.penalty == Decimal("1.95")
    close_days_until(due + dt.timedelta(days=10))
    then = quote_payoff(loan_id=loan.public_id, on=open_date(), at=AT)
    assert (then.total, then.penalty) == (ahead.total, ahead.penalty)
    pay(loan, then.total, is_payoff=True)
    loan.refresh_from_db()
    assert (loan.state, loan.unapplied) == ("settled", Decimal(0))
    with pytest.raises(LoanNotOpen):
        quote_payoff(loan_id=loan.public_id, on=open_date(), at=AT)


@pytest.mark.parametrize("days", [-1, 367])
def test_a_quote_is_for_a_day_to_come_and_within_a_year(days: int) -> None:
    loan = make_test_loan()
    with pytest.raises(InvalidInput):
        quote_payoff(loan_id=loan.public_id, on=START + dt.timedelta(days=days), at=AT)


def test_a_payoff_does_not_reach_back_into_a_period_that_was_billed() -> None:
    loan = make_test_loan()
    due = rows_of(loan)[0].due_on
    close_days_until(due + dt.timedelta(days=1))
    with pytest.raises(PaymentBackdatedTooFar):
        pay(loan, "1300.00", on=due - dt.timedelta(days=1), is_payoff=True)
    pay(loan, "1300.00", on=due, is_payoff=True)
    loan.refresh_from_db()
    assert loan.state == "settled"
    assert broken_books() == {}


def test_receipt_and_certificate_are_made_once_and_only_when_true() -> None:
    loan = make_test_loan()
    payment = pay(loan, "408.03")
    receipt = issue_receipt(payment_id=payment.public_id, at=AT)
    assert issue_receipt(payment_id=payment.public_id, at=AT).pk == receipt.pk
    assert read_document(receipt).startswith(b"%PDF")
    with pytest.raises(NotSettledYet):
        issue_settlement_certificate(loan_id=loan.public_id, at=AT)
    last = pay(loan, "900.00", is_payoff=True)
    paper = issue_settlement_certificate(loan_id=loan.public_id, at=AT)
    assert issue_settlement_certificate(loan_id=loan.public_id, at=AT).pk == paper.pk
    assert (paper.owner, paper.subject_id) == (loan.borrower.public_id, loan.public_id)
    reverse_payment(payment_id=last.public_id, reason="bounced", actor=CASHIER, at=AT)
    with pytest.raises(NotSettledYet):
        issue_settlement_certificate(loan_id=loan.public_id, at=AT)
    with pytest.raises(PaymentNotPosted):
        issue_receipt(payment_id=last.public_id, at=AT)
    pay(loan, "900.00", is_payoff=True)
    assert issue_settlement_certificate(loan_id=loan.public_id, at=AT).pk != paper.pk


def test_a_loans_page_takes_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    loan = make_test_loan(instalments=6)
    for amount in ("10.00", "20.00", "30.00"):
        pay(loan, amount)
    close_days_until(dt.date(2026, 3, 25))
    fresh = Loan.objects.get(pk=loan.pk)
    with django_assert_max_num_queries(9):
        view = loan_view(fresh, on=open_date())
    assert view.days_past_due == (open_date() - dt.date(2026, 2, 15)).days
    assert [row.state for row in view.rows][:3] == ["overdue", "overdue", "coming"]
    assert view.next_due is not None
    assert view.next_due.on == dt.date(2026, 2, 15)


def test_transactions_and_balances_as_of_a_day() -> None:
    loan = make_test_loan()
    close_days_until(START + dt.timedelta(days=3))
    first = pay(loan, "100.00", on=START + dt.timedelta(days=1))
    close_days_until(START + dt.timedelta(days=5))
    reverse_payment(payment_id=first.public_id, reason="bounced", actor=CASHIER, at=AT)
    assert [(e.kind, str(e.amount)) for e in transactions(loan)] == [
        ("disbursement", "1200.00"), ("payment", "100.00"), ("reversal", "100.00"),
    ]  # fmt: skip
    on = START + dt.timedelta(days=3)
    assert balance_as_of(loan, on=on)["principal"] == Decimal("1200.00")  # as known now
    assert balance_as_of(loan, on=on, known_on=on)["principal"] == Decimal("1112.00")  # as then
