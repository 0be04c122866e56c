"""The golden paths, posting by posting (SC10, SC11, F5; RULES P10, P12, PP3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from lending.models import Loan
from repayments.models import Bill
from repayments.services import reverse_payment
from tests.repayments.book import (
    AT,
    assert_projections_match,
    balances,
    close_day,
    close_days_until,
    entries_of,
    make_test_loan,
    rows_of,
)
from tests.repayments.paying import CASHIER, broken_books, pay

pytestmark = pytest.mark.django_db


def assert_books_hold(loan: Loan) -> None:
    assert_projections_match(loan)
    assert broken_books() == {}


def test_bill_due_and_payment_in_full() -> None:
    loan = make_test_loan()
    first = rows_of(loan)[0]
    assert (first.due_on, first.principal, first.interest) == (
        dt.date(2026, 2, 15), Decimal("396.03"), Decimal("12.00"),
    )  # fmt: skip
    close_days_until(dt.date(2026, 2, 12))
    assert not Bill.objects.exists()
    close_day()  # 2026-02-12: three days before
    bill = Bill.objects.get()
    assert (bill.principal, bill.interest, bill.state) == (
        Decimal("396.03"),
        Decimal("12.00"),
        "open",
    )
    close_days_until(dt.date(2026, 2, 16))
    assert entries_of(loan, "bill") == [
        [("D", "interest", "12.00"), ("C", "accrued_interest", "12.00")]
    ]
    assert_books_hold(loan)
    pay(loan, "408.03")
    assert entries_of(loan, "payment") == [
        [("D", "cash", "408.03"), ("C", "interest", "12.00"), ("C", "principal", "396.03")]
    ]
    bill.refresh_from_db()
    assert bill.state == "paid"
    loan.refresh_from_db()
    assert loan.oldest_unpaid_due_on is None
    assert_books_hold(loan)


def test_overdue_with_penalty_from_the_due_date_and_cure() -> None:
    loan = make_test_loan()
    close_days_until(dt.date(2026, 2, 18))  # last day of grace is open
    loan.refresh_from_db()
    assert loan.state == "active"
    close_day()
    loan.refresh_from_db()
    assert loan.state == "overdue"
    assert Bill.objects.get().state == "overdue"
    close_days_until(dt.date(2026, 2, 25))
    # 10 days of 18 % a year on 396.03: 1.9530...
    pay(loan, "409.98")
    assert entries_of(loan, "penalty") == [
        [("D", "penalty", "1.95"), ("C", "accrued_penalty", "1.95")]
    ]
    assert entries_of(loan, "payment") == [
        [
            ("D", "cash", "409.98"),
            ("C", "penalty", "1.95"),
            ("C", "interest", "12.00"),
            ("C", "principal", "396.03"),
        ]
    ]
    loan.refresh_from_db()
    assert loan.state == "active"
    assert_books_hold(loan)
    assert "penalty" not in balances(loan)


def test_reversal_restores_everything_and_the_loan_is_overdue_again() -> None:
    loan = make_test_loan()
    close_days_until(dt.date(2026, 2, 25))
    before = rows_of(loan)[0]
    payment = pay(loan, "409.98")
    close_days_until(dt.date(2026, 2, 27))
    reverse_payment(payment_id=payment.public_id, reason="bounced", actor=CASHIER, at=AT)
    after = rows_of(loan)[0]
    assert (after.principal_paid, after.interest_paid, after.settled_on) == (
        before.principal_paid, before.interest_paid, None,
    )  # fmt: skip
    loan.refresh_from_db()
    assert (loan.state, loan.penalty_due) == ("overdue", Decimal("1.95"))
    assert Bill.objects.get().state == "overdue"
    assert_books_hold(loan)
    # Two more days of penalty on the same principal.
    pay(loan, "410.37")
    assert entries_of(loan, "penalty")[-1][0] == ("D", "penalty", "0.39")
    loan.refresh_from_db()
    assert loan.state == "active"
    assert_books_hold(loan)


def test_money_beyond_the_next_instalment_is_held_and_applied_when_one_falls_due() -> None:
    loan = make_test_loan()
    rows = rows_of(loan)
    pay(loan, "900.00")
    assert entries_of(loan, "payment") == [
        [
            ("D", "cash", "900.00"),
            ("C", "accrued_interest", "12.00"),
            ("C", "principal", "396.03"),
            ("C", "unapplied", "491.97"),
        ]
    ]
    close_days_until(rows[1].due_on + dt.timedelta(days=1))
    assert entries_of(loan, "unapplied_applied") == [
        [("D", "unapplied", "408.03"), ("C", "interest", "8.04"), ("C", "principal", "399.99")]
    ]
    assert_books_hold(loan)


def test_last_payment_settles_and_what_is_left_becomes_a_refund() -> None:
    loan = make_test_loan()
    for row in rows_of(loan)[:2]:
        close_days_until(row.due_on)
        pay(loan, str(row.principal + row.interest))
    close_days_until(rows_of(loan)[2].due_on)
    pay(loan, "500.00")
    loan.refresh_from_db()
    assert loan.state == "settled"
    assert entries_of(loan, "refund_due")[0][1][1] == "refunds_payable"
    assert_books_hold(loan)


def test_payoff_for_the_days_used_and_its_reversal() -> None:
    loan = make_test_loan(charges={"early_repayment_pct": "1"})
    close_days_until(dt.date(2026, 1, 30))
    # 15 of 31 days of 12.00, 1 % of 1200.00
    payment = pay(loan, "1217.81", is_payoff=True)
    assert entries_of(loan, "payoff") == [
        [
            ("D", "cash", "1217.81"),
            ("C", "accrued_interest", "5.81"),
            ("C", "principal", "1200.00"),
            ("C", "early_repayment_income", "12.00"),
        ]
    ]
    loan.refresh_from_db()
    assert loan.state == "settled"
    assert_books_hold(loan)
    close_days_until(dt.date(2026, 2, 2))
    reverse_payment(payment_id=payment.public_id, reason="bounced", actor=CASHIER, at=AT)
    loan.refresh_from_db()
    assert loan.state == "active"
    assert [row.principal for row in rows_of(loan)] == [
        Decimal("396.03"), Decimal("399.99"), Decimal("403.98"),
    ]  # fmt: skip
    assert_books_hold(loan)
    close_days_until(dt.date(2026, 2, 16))
    assert entries_of(loan, "bill") == [
        [("D", "interest", "12.00"), ("C", "accrued_interest", "12.00")]
    ]
