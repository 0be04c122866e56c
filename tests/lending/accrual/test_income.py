"""Income of a day from the events that changed it: exact over any stretch, recognised once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar.business_date import open_date, set_open_date
from lending.accrual.income import recognise_income
from lending.accrual.segments import (
    accrued_penalty,
    close_penalty,
    open_penalty,
    stop_interest,
)
from lending.ledger.balances import trial_balance
from lending.models import AccrualSegment, Loan, RecognisedIncome
from lending.services.open_loan import add_schedule, charges_of, make_loan
from products.maths import build_schedule, parse_terms
from products.models import Product, ProductVersion
from products.states import Method
from tests.factories.accounts import make_borrower

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 10)


@pytest.fixture
def loan() -> Loan:
    set_open_date(on=START)
    return open_test_loan()


def open_test_loan(principal: str = "10000", instalments: int = 3, on: dt.date = START) -> Loan:
    product, _ = Product.objects.get_or_create(
        code="AL1", defaults={"name_zh": "好借", "name_en": "Good Loan"}
    )
    version, _ = ProductVersion.objects.get_or_create(
        product=product,
        number=1,
        defaults={
            "amount_min": 1000, "amount_max": 20000, "instalment_choices": [3],
            "method": Method.EQUAL_INSTALMENTS, "annual_rate": Decimal("18.25"), "annual_rate_min": Decimal("18.25"),
        },
    )  # fmt: skip
    schedule = build_schedule(
        parse_terms(
            {
                "principal": principal, "annual_rate": "18.25", "method": "equal_instalments",
                "instalments": instalments, "disbursed_on": on.isoformat(), "day_count": "actual/365",
                "interest_period": "daily",
            }
        )
    )  # fmt: skip
    loan = make_loan(
        schedule=schedule,
        borrower_id=make_borrower().pk,
        version=version,
        charges=charges_of(version, version.annual_rate),
    )
    add_schedule(loan=loan, schedule=schedule, reason="disbursed", made_on=on, product="AL1")
    return loan


def run_days(days: int) -> Decimal:
    """Recognise and close `days` dates; returns what was posted."""
    total = Decimal(0)
    for _ in range(days):
        on = open_date()
        recognise_income(on=on)
        total += sum(row.posted for row in RecognisedIncome.objects.filter(on=on))
        set_open_date(on=on + dt.timedelta(days=1))
    return total


def interest_of(loan: Loan) -> list[Decimal]:
    return list(loan.instalments.order_by("number").values_list("interest", flat=True))


def test_a_period_earns_exactly_what_falls_due(loan: Loan) -> None:
    first = interest_of(loan)[0]

    assert run_days(31) == first == Decimal("155.00")


def test_the_whole_loan_earns_exactly_its_interest_and_no_more(loan: Loan) -> None:
    assert run_days(120) == sum(interest_of(loan))


def test_each_day_is_recognised_once(loan: Loan) -> None:
    assert recognise_income(on=START) == 1
    assert recognise_income(on=START) == 0
    assert RecognisedIncome.objects.count() == 1


def test_a_payout_confirmed_late_earns_its_past_days_on_the_open_date() -> None:
    set_open_date(on=START + dt.timedelta(days=4))
    open_test_loan()

    assert run_days(1) == Decimal("25.00")  # five days at 5.00: four past ones and today
    assert run_days(26) == Decimal("130.00")


def test_interest_that_stops_early_earns_what_was_paid(loan: Loan) -> None:
    run_days(10)

    stop_interest(loan=loan, on=START + dt.timedelta(days=10), earned=Decimal("50.00"))

    run_days(100)
    assert sum(RecognisedIncome.objects.values_list("posted", flat=True)) == Decimal("50.00")


def test_interest_stopped_on_the_first_day_earns_nothing(loan: Loan) -> None:
    stop_interest(loan=loan, on=START, earned=Decimal(0))

    assert run_days(100) == 0


def test_penalty_is_rounded_once_whatever_the_days(loan: Loan) -> None:
    row = loan.instalments.order_by("number")[0]
    run_days(34)

    segment = open_penalty(
        loan=loan, instalment=row, product="AL1", base=Decimal("3333.33"), annual_rate=Decimal(24), days=365,
        starts_on=row.due_on,
    )  # fmt: skip

    in_ten_days = row.due_on + dt.timedelta(days=10)
    # 3,333.33 x 24 % / 365 x 10 = 21.9178...
    assert accrued_penalty(loan=loan, on=in_ten_days) == Decimal("21.92")
    run_days(7)
    assert close_penalty(segment=segment, on=in_ten_days) == Decimal("21.92")
    run_days(30)
    earned = RecognisedIncome.objects.filter(kind="penalty").values_list("posted", flat=True)
    assert sum(earned) == Decimal("21.92")


def test_a_quiet_day_writes_one_row_a_product_however_large_the_book() -> None:
    set_open_date(on=START)
    for _ in range(5):
        open_test_loan()
    run_days(1)
    segments = AccrualSegment.objects.count()

    run_days(1)

    assert AccrualSegment.objects.count() == segments
    assert RecognisedIncome.objects.filter(on=START + dt.timedelta(days=1)).count() == 1


@settings(max_examples=12)
@given(
    principals=st.lists(st.integers(1000, 20000), min_size=1, max_size=4),
    days=st.integers(1, 60),
)
def test_posted_income_is_the_rounded_exact_one_over_any_stretch(
    principals: list[int], days: int
) -> None:
    AccrualSegment.objects.all().delete()
    RecognisedIncome.objects.all().delete()
    set_open_date(on=START)
    for principal in principals:
        open_test_loan(principal=str(principal))
    posted = Decimal(0)
    for _ in range(days):
        on = open_date()
        if not RecognisedIncome.objects.filter(on=on).exists():
            posted += _recognise_without_ledger(on)
        set_open_date(on=on + dt.timedelta(days=1))

    exact = sum(
        (
            s.numerator / s.denominator * max(0, (min(s.ends_on, open_date()) - s.starts_on).days)
            for s in AccrualSegment.objects.all()
            if s.ends_on
        ),
        Decimal(0),
    )
    # Half a cent either way at a tie: the running total adds up daily amounts of 20 decimals.
    assert abs(posted - exact) <= Decimal("0.005") + Decimal("1e-12")


def _recognise_without_ledger(on: dt.date) -> Decimal:
    """Hypothesis runs many books in one transaction: let each day's key be new by its own product."""
    AccrualSegment.objects.update(product=f"P{AccrualSegment.objects.order_by('pk')[0].pk}")
    recognise_income(on=on)
    return sum(RecognisedIncome.objects.filter(on=on).values_list("posted", flat=True), Decimal(0))


def test_the_books_balance_after_every_day(loan: Loan) -> None:
    run_days(40)

    rows = {row["account"]: row for row in trial_balance()}
    assert rows["accrued_interest"]["debit"] == rows["interest_income"]["credit"]
