"""A loan's life in random order, its books asked after every step (RELIABILITY 1, 3, 8, 10-14).

What a machine finds is replayed by the seed that Hypothesis prints.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.calendar.business_date import open_date
from lending.ledger.chart import Account
from lending.models import AccrualSegment, Loan, Posting
from lending.selectors import instalments_of
from repayments.errors import PaymentBackdatedTooFar, ReverseLaterFirst
from repayments.models import Payment
from repayments.payoff import figures_on
from repayments.selectors import (
    days_past_due,
    loan_view,
    most_payable,
    next_due,
    outstanding,
)
from repayments.services import quote_payoff, reverse_payment
from tests.repayments.book import (
    AT,
    START,
    assert_projections_match,
    close_day,
    make_test_loan,
    make_version,
    rows_of,
)
from tests.repayments.paying import CASHIER, broken_books, pay

CENT = Decimal("0.01")
ORDERS = (
    ["fee", "penalty", "interest", "principal"],
    ["principal", "interest", "fee", "penalty"],
    ["interest", "principal", "penalty", "fee"],
)


class LifeOfALoan(RuleBasedStateMachine):
    """Pay part, all or more; let days pass; reverse; pay off: in any order."""

    loan: Loan

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        amount=st.integers(100_00, 50_000_00),
        instalments=st.integers(1, 4),
        method=st.sampled_from(["equal_instalments", "equal_principal", "interest_only", "flat"]),
        fee=st.sampled_from(["0", "2"]),
        grace=st.sampled_from([0, 3]),
        rate=st.sampled_from(["0", "7.30", "24"]),
        charge=st.sampled_from(["0", "1.5"]),
        order=st.sampled_from(ORDERS),
    )
    def disburse(self, amount: int, instalments: int, fee: str, **facts: Any) -> None:
        fees = (
            [{"name": "service", "kind": "per_instalment", "of": "principal", "pct": fee}]
            if fee != "0"
            else []
        )
        version = make_version(
            method=facts["method"],
            annual_rate=Decimal(facts["rate"]),
            annual_rate_min=Decimal(facts["rate"]),
            fees=fees,
            interest_period="daily",
            day_count="actual/365",
        )
        self.loan = make_test_loan(
            version=version,
            amount=str(amount * CENT),
            instalments=instalments,
            charges={
                "grace_days": facts["grace"],
                "early_repayment_pct": facts["charge"],
                "allocation_order": facts["order"],
            },
        )

    def fresh(self) -> Loan:
        return Loan.objects.select_related("product_version__product").get(pk=self.loan.pk)

    def is_open(self) -> bool:
        return self.fresh().state in ("active", "overdue")

    @rule(days=st.integers(1, 6))
    def let_days_pass(self, days: int) -> None:
        for _ in range(days):
            close_day()

    @rule()
    def let_the_next_date_come(self) -> None:
        due = next_due(self.fresh(), on=open_date())
        days = (due.on - open_date()).days if due else 1
        for _ in range(min(max(days, 1), 31)):
            close_day()

    @precondition(is_open)
    @rule(cents=st.integers(1, 3_000_00))
    def pay_something(self, cents: int) -> None:
        most = most_payable(self.fresh(), on=open_date())
        pay(self.loan, max(min(cents * CENT, most), CENT))

    @precondition(is_open)
    @rule()
    def pay_what_is_next(self) -> None:
        due = next_due(self.fresh(), on=open_date())
        if due is not None and due.amount:
            pay(self.loan, due.amount)

    @precondition(is_open)
    @rule(more=st.integers(0, 5_00))
    def pay_everything_and_more(self, more: int) -> None:
        pay(self.loan, most_payable(self.fresh(), on=open_date()) + more * CENT + CENT)

    @precondition(is_open)
    @rule(days=st.integers(1, 9), cents=st.integers(1, 900_00))
    def pay_with_an_earlier_date(self, days: int, cents: int) -> None:
        on = max(open_date() - dt.timedelta(days=days), START)
        try:
            with transaction.atomic():
                pay(self.loan, cents * CENT, on=on)
        except PaymentBackdatedTooFar:
            pass

    @precondition(is_open)
    @rule(short=st.sampled_from([0, 0, 1]), days=st.integers(0, 2))
    def pay_off(self, short: int, days: int) -> None:
        on = max(open_date() - dt.timedelta(days=days), START)
        loan = self.fresh()
        total = figures_on(loan=loan, rows=list(instalments_of(loan)), on=on).total
        if total <= CENT:
            return
        try:
            with transaction.atomic():
                pay(self.loan, total - short * CENT, on=on, is_payoff=True)
        except PaymentBackdatedTooFar:
            return
        assert short or self.fresh().state == "settled"

    @precondition(is_open)
    @rule(ahead=st.integers(0, 40))
    def quote(self, ahead: int) -> None:
        on = open_date() + dt.timedelta(days=ahead)
        first = quote_payoff(loan_id=self.loan.public_id, on=on, at=AT)
        assert quote_payoff(loan_id=self.loan.public_id, on=on, at=AT).pk == first.pk
        assert first.total >= self.fresh().principal_outstanding

    @rule(which=st.integers(0, 3))
    def reverse(self, which: int) -> None:
        posted = Payment.objects.filter(loan=self.loan, state="posted").order_by("-entry_id")
        payment = posted[which : which + 1].first()
        if payment is None:
            return
        try:
            with transaction.atomic():
                reverse_payment(
                    payment_id=payment.public_id, reason="bounced", actor=CASHIER, at=AT
                )
        except ReverseLaterFirst:
            assert which

    @invariant()
    def books_hold(self) -> None:
        if not hasattr(self, "loan"):
            return
        assert_projections_match(self.loan)
        assert broken_books() == {}

    @invariant()
    def days_past_due_follow_from_the_rows(self) -> None:
        if not hasattr(self, "loan"):
            return
        loan, on = self.fresh(), open_date()
        grace = int(loan.charges["grace_days"])
        late = [
            row.due_on
            for row in rows_of(loan)
            if row.settled_on is None and row.due_on + dt.timedelta(days=grace) < on
        ]
        expected = (on - min(late)).days if late else 0
        assert days_past_due(loan, on=on) == expected
        assert (loan.state == "overdue") == bool(late)

    @invariant()
    def the_page_adds_up(self) -> None:
        if not hasattr(self, "loan"):
            return
        loan, on = self.fresh(), open_date()
        view = loan_view(loan, on=on)
        owed = outstanding(loan, on=on)
        if view.is_open:
            rows = sum((row.unpaid for row in view.rows), Decimal(0))
            not_due = sum(
                (
                    row.interest - row.interest_paid + row.fee - row.fee_paid
                    for row in rows_of(loan)
                    if row.billed_on is None
                ),
                Decimal(0),
            )
            assert rows == owed.total + not_due
        else:
            assert owed.total == 0

    @invariant()
    def accruals_end_at_nothing(self) -> None:
        """Once all has been earned and paid, nothing is left in the accrual accounts."""
        if not hasattr(self, "loan") or self.fresh().state != "settled":
            return
        segments = AccrualSegment.objects.filter(obligation_id=self.loan.obligation_id)
        on = open_date()
        if any(s.counts_to is None or s.counts_to >= on for s in segments):
            return
        if self.fresh().closed_on is not None and self.last_booked() >= on:
            return
        for account in (Account.ACCRUED_INTEREST, Account.ACCRUED_PENALTY):
            found = Posting.objects.filter(account=account)
            debit = found.filter(side="D").aggregate(total=Sum("amount"))["total"] or 0
            credit = found.filter(side="C").aggregate(total=Sum("amount"))["total"] or 0
            assert debit == credit, account

    def last_booked(self) -> dt.date:
        last = Payment.objects.filter(loan=self.loan).order_by("-entry_id").first()
        assert last is not None
        assert last.entry is not None
        return last.entry.booked_on


@pytest.mark.django_db
def test_any_life_of_a_loan_keeps_the_books() -> None:
    examples = settings.default.max_examples if settings.default else 50
    run_state_machine_as_test(
        LifeOfALoan,
        settings=settings(
            max_examples=max(examples // 5, 1),
            stateful_step_count=12,
            deadline=None,
            phases=[
                Phase.explicit,
                Phase.reuse,
                Phase.generate,
            ],  # shrinking whole lives takes minutes
        ),
    )
