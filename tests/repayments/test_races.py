"""Two at once, many times the same, killed in the middle (RELIABILITY 6, 9; experiments 1, 8, 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Partner
from accounts.services import create_partner
from core.actors import System
from core.calendar.business_date import open_date
from core.day_end import close_until
from core.errors import LoanwrightError
from core.models import DayEndChunk, QuarantinedObligation
from lending.models import JournalEntry, Loan
from repayments.errors import LoanNotOpen, PaymentReferenceReused
from repayments.models import Bill, Payment
from repayments.services import (
    fall_due,
    post_payment,
    record_partner_payment,
    reverse_payment,
    settle_cashier_order,
)
from tests.repayments.book import AT, START, assert_projections_match, close_day, make_test_loan
from tests.repayments.paying import CASHIER, announce, broken_books

THREADS = 16


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment, each on a connection of its own; refusals are returned."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return call()
        except LoanwrightError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def partner_of(loan: Loan) -> Partner:
    partner, _client, _secret = create_partner(
        name="Test app", scopes=["payments"], actor=System("test")
    )
    loan.partner = partner
    loan.save(update_fields=["partner"])
    return partner


@pytest.mark.real_commits
def test_sixteen_payments_at_once_lose_nothing() -> None:
    loan = make_test_loan(amount="100000.00")
    payments = [announce(loan, "100.01") for _ in range(THREADS)]
    results = at_once(
        [
            lambda payment=payment: post_payment(
                payment_id=payment.public_id,
                received_on=open_date(),
                bank_reference="b",
                actor=CASHIER,
                at=AT,
            )
            for payment in payments
        ]
    )
    assert all(result.state == "posted" for result in results)
    paid = sum((a.amount for p in payments for a in p.allocations.all()), Decimal(0))
    assert paid == Decimal("100.01") * THREADS
    assert_projections_match(loan)
    assert broken_books() == {}


@pytest.mark.real_commits
def test_one_callback_delivered_sixteen_times_posts_once() -> None:
    loan = make_test_loan()
    payment = announce(loan, "408.03")
    results = at_once(
        [
            lambda: settle_cashier_order(
                reference=payment.reference,
                bank_reference="bank-77",
                amount=Decimal("408.03"),
                currency="CNY",
                paid_on=START,
                actor=CASHIER,
                at=AT,
            )
        ]
        * THREADS
    )
    assert {result.pk for result in results} == {payment.pk}
    assert JournalEntry.objects.filter(kind="payment").count() == 1
    assert broken_books() == {}


@pytest.mark.real_commits
def test_one_reference_from_sixteen_threads_is_one_payment_and_never_another_loans() -> None:
    loan = make_test_loan()
    partner = partner_of(loan)
    other = make_test_loan(partner=partner)

    def collected(which: Loan, amount: str) -> Callable[[], Any]:
        return lambda: record_partner_payment(
            loan_id=which.public_id,
            partner=partner,
            amount=amount,
            reference="P-1",
            received_on=START,
            actor=partner.as_actor(),
            at=AT,
        )

    results = at_once([collected(loan, "50.00")] * (THREADS // 2) + [collected(other, "50.00")] * 2)
    posted = [r for r in results if isinstance(r, Payment)]
    refused = [r for r in results if not isinstance(r, Payment)]
    assert len({payment.pk for payment in posted}) == 1
    assert all(isinstance(r, PaymentReferenceReused) for r in refused)
    assert Payment.objects.filter(reference="P-1").count() == 1
    again = collected(Loan.objects.get(pk=posted[0].loan_id), "51.00")
    with pytest.raises(PaymentReferenceReused):
        again()
    assert broken_books() == {}


@pytest.mark.real_commits
def test_two_payoffs_at_once_settle_once_and_the_second_is_refused() -> None:
    loan = make_test_loan()
    payments = [announce(loan, "1250.00", is_payoff=True) for _ in range(2)]
    results = at_once(
        [
            lambda payment=payment: post_payment(
                payment_id=payment.public_id,
                received_on=START,
                bank_reference="b",
                actor=CASHIER,
                at=AT,
            )
            for payment in payments
        ]
    )
    assert sorted(type(r).__name__ for r in results) == ["LoanNotOpen", "Payment"]
    assert any(isinstance(r, LoanNotOpen) for r in results)
    assert broken_books() == {}


@pytest.mark.real_commits
def test_a_payment_is_reversed_once_however_often_it_is_asked() -> None:
    loan = make_test_loan()
    payment = announce(loan, "408.03")
    post_payment(
        payment_id=payment.public_id, received_on=START, bank_reference="b", actor=CASHIER, at=AT
    )
    results = at_once(
        [
            lambda: reverse_payment(
                payment_id=payment.public_id, reason="bounced", actor=CASHIER, at=AT
            )
        ]
        * 8
    )
    assert sum(isinstance(r, Payment) for r in results) == 1
    assert JournalEntry.objects.filter(kind="payment_reversed").count() == 1
    assert broken_books() == {}


@pytest.mark.django_db
def test_a_step_run_again_changes_nothing() -> None:
    loan = make_test_loan()
    other = make_test_loan()
    for _ in range(40):
        before_steps = JournalEntry.objects.count()
        on = close_day()
        assert before_steps <= JournalEntry.objects.count()
    entries, bills = JournalEntry.objects.count(), Bill.objects.count()
    ids = [loan.obligation_id, other.obligation_id]
    assert fall_due(obligation_ids=ids, on=on, actor=CASHIER, at=AT) == (0, 0)
    assert (JournalEntry.objects.count(), Bill.objects.count()) == (entries, bills)


@pytest.mark.real_commits
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("repayments.services.fall_due", "bill_due_rows"),
        ("lending.day_end", "recognise_income"),
        ("lending.day_end", "schedule_next_events"),
    ],
)
def test_a_day_end_that_dies_in_the_middle_of_a_step_is_the_same_as_a_clean_one(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    """The step fails after it wrote: nothing of it stays, and the next run does it once."""
    loan = make_test_loan()
    other = make_test_loan()
    last_quiet = dt.date(2026, 2, 14)
    close_until(until=last_quiet, actor=System("day-end"), at=AT)

    works = getattr(import_module(module), name)

    def dying(**facts: Any) -> None:
        works(**facts)
        raise KeyboardInterrupt  # as a killed process: not an error that a loan is set aside for

    with monkeypatch.context() as patched:
        patched.setattr(import_module(module), name, dying)
        with pytest.raises(KeyboardInterrupt):
            close_until(until=dt.date(2026, 2, 15), actor=System("day-end"), at=AT)
    for _ in range(2):
        close_until(until=dt.date(2026, 2, 15), actor=System("day-end"), at=AT)
    assert open_date() == dt.date(2026, 2, 16)
    assert JournalEntry.objects.filter(kind="bill").count() == 2
    for each in (loan, other):
        assert_projections_match(each)
    assert broken_books() == {}
    chunks = DayEndChunk.objects.filter(on=dt.date(2026, 2, 15))
    assert all(chunk.done_at for chunk in chunks)


@pytest.mark.real_commits
def test_a_poisoned_loan_is_set_aside_and_blocks_nobody() -> None:
    """RELIABILITY experiment 22: its terms are damaged, the other loan is billed all the same."""
    good, bad = make_test_loan(), make_test_loan()
    close_until(until=dt.date(2026, 2, 14), actor=System("day-end"), at=AT)
    charges = bad.charges
    Loan.objects.filter(pk=bad.pk).update(charges={**charges, "grace_days": "three"})
    close_until(until=dt.date(2026, 2, 18), actor=System("day-end"), at=AT)
    assert QuarantinedObligation.objects.filter(obligation_id=bad.obligation_id).exists()
    good.refresh_from_db()
    assert good.state == "overdue"
    Loan.objects.filter(pk=bad.pk).update(charges=charges)
    close_until(until=dt.date(2026, 2, 19), actor=System("day-end"), at=AT)
    bad.refresh_from_db()
    assert bad.state == "overdue"
    assert broken_books() == {}
