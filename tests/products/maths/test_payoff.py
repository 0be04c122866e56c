"""Payoff: principal left, interest for the days used, and a charge only where one is stated."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from products.maths import PayoffError, Terms, build_schedule
from products.maths.allocation import Split
from products.maths.payoff import accrued_interest, quote_payoff
from tests.products.maths.loans import terms_of
from tests.products.maths.strategies import terms

D = Decimal
SCHEDULE = build_schedule(terms_of(method="equal_principal", instalments=3))
# 4,000 + 120, 4,000 + 80, 4,000 + 40 on 15 February, March, April


def paid_rows(count: int) -> list[Split]:
    return [
        Split(row.number, principal=row.principal, interest=row.interest)
        for row in SCHEDULE.rows[:count]
    ]


@pytest.mark.parametrize(
    ("on", "paid", "principal", "interest"),
    [
        (date(2026, 1, 15), 0, "12000", "0"),
        (date(2026, 1, 16), 0, "12000", "3.87"),
        (date(2026, 2, 14), 0, "12000", "116.13"),
        (date(2026, 2, 15), 0, "12000", "120"),
        (date(2026, 2, 15), 1, "8000", "0"),
        (date(2026, 3, 1), 1, "8000", "40"),
        (date(2026, 3, 1), 0, "12000", "160"),
        (date(2026, 4, 15), 2, "4000", "40"),
        (date(2027, 4, 15), 2, "4000", "40"),
        (date(2026, 3, 1), 3, "0", "0"),
    ],
)
def test_interest_is_for_the_days_really_used(
    on: date, paid: int, principal: str, interest: str
) -> None:
    """Civil Code 677."""
    payoff = quote_payoff(SCHEDULE, on=on, paid=paid_rows(paid))

    assert (payoff.principal, payoff.interest) == (D(principal), D(interest))
    assert payoff.early_repayment_charge == 0
    assert payoff.total == D(principal) + D(interest)


def test_the_charge_is_on_principal_not_yet_due() -> None:
    """SC13: 4,000 is overdue, 8,000 is repaid early."""
    payoff = quote_payoff(SCHEDULE, on=date(2026, 2, 20), early_repayment_charge_pct=D(3))

    assert payoff.early_repayment_charge == D("240.00")


def test_at_the_end_there_is_no_charge() -> None:
    payoff = quote_payoff(SCHEDULE, on=date(2026, 4, 15), early_repayment_charge_pct=D(3))

    assert payoff.early_repayment_charge == 0


def test_fees_of_past_rows_and_penalty_are_due() -> None:
    schedule = build_schedule(
        terms_of(
            instalments=3,
            fees=[
                {"name": "setup", "kind": "upfront", "amount": "100"},
                {"name": "guarantee", "kind": "per_instalment", "amount": "5"},
            ],
        )
    )

    payoff = quote_payoff(
        schedule,
        on=date(2026, 3, 20),
        paid=[Split(0, fee=D(100)), Split(1, fee=D(5))],
        penalty=D("1.50"),
    )

    assert (payoff.fee, payoff.penalty) == (D(5), D("1.50"))


def test_interest_that_grace_put_off_is_owed_at_payoff() -> None:
    schedule = build_schedule(
        terms_of(method="interest_only", instalments=4, grace={"interest": 2})
    )

    assert quote_payoff(schedule, on=date(2026, 3, 15)).interest == D(240)


def test_a_subsidised_loan_owes_no_interest() -> None:
    schedule = build_schedule(terms_of(subsidy={"interest_pct": "100", "paid_by": "merchant"}))

    assert quote_payoff(schedule, on=date(2026, 3, 20)).interest == 0


def test_a_down_payment_is_not_owed_again() -> None:
    schedule = build_schedule(terms_of(down_payment_pct="25"))

    assert quote_payoff(schedule, on=date(2026, 1, 15)).principal == D(9000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": date(2026, 1, 14)},
        {"on": date(2026, 2, 1), "early_repayment_charge_pct": D(-1)},
        {"on": date(2026, 2, 1), "penalty": D(-1)},
        {"on": date(2026, 2, 1), "paid": [Split(1, principal=D(12001))]},
    ],
)
def test_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(PayoffError):
        quote_payoff(SCHEDULE, **wrong)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(terms(), st.integers(0, 2000))
def test_interest_only_grows_with_time_and_ends_at_the_schedule(loan: Terms, days: int) -> None:
    schedule = build_schedule(loan)
    on = loan.disbursed_on + timedelta(days=days)

    earlier = accrued_interest(schedule, on=on)
    later = accrued_interest(schedule, on=on + timedelta(days=1))

    totals = schedule.totals
    assert earlier <= later
    last = schedule.rows[-1].ends_on
    at_the_end = accrued_interest(schedule, on=last)
    cents = D("0.01") * len(schedule.rows)
    assert abs(at_the_end - (totals.interest - totals.subsidy)) <= cents
