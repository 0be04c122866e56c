"""Annual rates of schedules: closed forms, a second opinion, and flows that the rate must solve."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from products.maths import NoSolution, build_schedule
from products.maths.apr import Flow, effective_annual, eu_aprc, periodic_rate, us_actuarial_apr
from products.maths.schedule_rates import Rates, schedule_rates
from tests.products.maths.loans import terms_of

D = Decimal


def rates_of(**changes: object) -> Rates:
    return schedule_rates(build_schedule(terms_of(**changes)))


def test_the_flat_fee_trap() -> None:
    """12,000 in 12 x 1,072 looks like 7.2 %, is 13.03 % simple and 13.84 % compound."""
    rates = rates_of(annual_rate="7.2", method="flat")

    assert rates.nominal == D("7.2000")
    assert rates.apr_irr_simple == rates.apr_us_actuarial == D("13.0342")
    assert rates.apr_irr_effective == rates.apr_eu == D("13.8418")


@pytest.mark.parametrize(
    ("daily", "annual"), [("0.05", "18.2500"), ("0.04", "14.6000"), ("0.02", "7.3000")]
)
def test_a_daily_rate_over_a_year_in_one_payment(daily: str, annual: str) -> None:
    rates = rates_of(
        principal="10000",
        annual_rate=None,
        daily_rate=daily,
        method="bullet",
        day_count="actual/365",
        interest_period="daily",
    )

    assert rates.nominal == rates.apr_irr_simple == rates.apr_irr_effective == D(annual)


def test_a_bullet_under_a_year_is_simple_over_its_own_term() -> None:
    """Half a year at 6 % is 12 % simple, 12.36 % compound; Appendix J counts one unit period."""
    rates = rates_of(method="bullet", instalments=6)

    assert rates.apr_irr_simple == rates.apr_us_actuarial == D("12.0000")
    assert rates.apr_irr_effective == rates.apr_eu == D("12.3600")


def test_a_bullet_over_a_year_is_counted_in_years() -> None:
    rates = rates_of(method="bullet", instalments=24)

    assert rates.apr_irr_effective == D("11.3553")  # 1.24 ** 0.5 - 1
    assert rates.apr_us_actuarial == D("11.3553")


@pytest.mark.parametrize(
    ("changes", "simple"),
    [
        ({"unit": "week", "instalments": 26, "method": "bullet"}, "12.0000"),
        ({"unit": "day", "every": 30, "instalments": 1, "principal": "36500"}, "12.0000"),
        ({"first_due_on": "2026-02-20", "instalments": 1, "interest_period": "daily"}, "11.8287"),
    ],
)
def test_single_payments_by_weeks_and_days(changes: dict[str, object], simple: str) -> None:
    assert rates_of(**changes).apr_irr_simple == D(simple)


@pytest.mark.parametrize("method", ["equal_instalments", "equal_principal", "interest_only"])
def test_without_fees_the_simple_rate_is_the_nominal_rate(method: str) -> None:
    rates = rates_of(principal="9000000", method=method)

    assert abs((rates.apr_irr_simple or D(0)) - 12) < D("0.0001")


def test_a_fee_withheld_from_the_payout_raises_the_rate() -> None:
    """10,000 with 300 taken at payout, 12 x 888.49: 17.83 % (money kept back is no
    principal, Civil Code 670).
    """
    rates = rates_of(
        principal="10000",
        fees=[{"name": "setup", "kind": "upfront", "amount": "300", "deducted": True}],
    )

    assert rates.apr_irr_simple == D("17.8250")  # 17.8254 if the last one were not 7 cents less


def test_a_guarantee_fee_counts() -> None:
    """10,000 at 12 % plus 55 a month for the guarantee is 23.56 % all in."""
    rates = rates_of(
        principal="10000", fees=[{"name": "guarantee", "kind": "per_instalment", "amount": "55"}]
    )

    assert rates.apr_irr_simple is not None
    assert round(rates.apr_irr_simple, 2) == D("23.56")


def test_a_full_subsidy_is_a_rate_of_zero() -> None:
    rates = rates_of(subsidy={"interest_pct": "100", "paid_by": "merchant"})

    assert rates.apr_irr_simple == rates.apr_eu == D("0.0000")


def test_an_irregular_first_period_is_counted_back_by_appendix_j() -> None:
    """Appendix J (c)(1)(ii): payout 10 February, 36 x 200 from 1 April: 1 month and 19/30."""
    flows = [Flow(D(6000), 0), *(Flow(D(-200), 1 + k, Fraction(19, 30)) for k in range(36))]
    assert round(us_actuarial_apr(flows, Fraction(12)) * 100, 2) == D("11.82")

    rates = rates_of(disbursed_on="2026-02-10", first_due_on="2026-04-01", instalments=36)
    schedule = build_schedule(
        terms_of(disbursed_on="2026-02-10", first_due_on="2026-04-01", instalments=36)
    )
    same = [
        Flow(D(12000), 0),
        *(Flow(-row.total, row.number, Fraction(19, 30)) for row in schedule.rows),
    ]

    assert rates.apr_us_actuarial == round(us_actuarial_apr(same, Fraction(12)) * 100, 4)


def test_an_irregular_first_period_is_counted_back_by_annex_i() -> None:
    """50 days are 1 month (from 1 March) and 19 days of a 365-day year."""
    schedule = build_schedule(
        terms_of(disbursed_on="2026-02-10", first_due_on="2026-04-01", instalments=3)
    )
    flows = [
        (D(12000), Fraction(0)),
        *((-row.total, Fraction(row.number, 12) + Fraction(19, 365)) for row in schedule.rows),
    ]

    assert schedule_rates(schedule).apr_eu == round(eu_aprc(flows) * 100, 4)


@pytest.mark.parametrize(
    "changes",
    [
        {"every": 24, "instalments": 3},
        {"every": 24, "instalments": 3, "first_due_on": "2026-06-01"},
        {"unit": "week", "every": 2, "first_due_on": "2026-01-20"},
        {"unit": "day", "every": 10, "first_due_on": "2026-02-20"},
        {"first_due_on": "2026-01-20", "anchor_day": 20},
    ],
)
def test_every_rhythm_has_all_the_rates(changes: dict[str, object]) -> None:
    rates = rates_of(**changes)

    assert None not in (rates.apr_irr_simple, rates.apr_us_actuarial, rates.apr_eu)
    assert rates.notes == ()


def test_says_so_when_there_is_no_rate() -> None:
    """Everything lent is paid on the first day: nothing is left to have a rate on."""
    rates = rates_of(
        principal="0.02",
        down_payment_pct="99",
        annual_rate="0",
        fees=[{"name": "x", "kind": "upfront", "pct": "0.5"}],
    )

    assert rates.apr_irr_simple is None
    assert rates.notes


PAYMENTS = st.lists(st.integers(1, 500_000), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(payments=PAYMENTS, advance=st.integers(1, 5_000_000))
def test_the_rate_solves_the_flows(payments: list[int], advance: int) -> None:
    flows = [Flow(D(advance), 0), *(Flow(D(-paid), k) for k, paid in enumerate(payments, 1))]
    assume(sum(payments) * 50 > advance)

    rate = periodic_rate(flows)

    value = sum(flow.amount / (1 + rate) ** flow.units for flow in flows)
    scale = sum(abs(flow.amount) / (1 + rate) ** flow.units for flow in flows)
    assert abs(value) <= scale * D("1e-12")


@settings(max_examples=100, deadline=None)
@given(payments=PAYMENTS, share=st.integers(20, 99))
def test_another_library_finds_the_same_rate(payments: list[int], share: int) -> None:
    advance = max(sum(payments) * share // 100, 1)
    flows = [Flow(D(advance), 0), *(Flow(D(-paid), k) for k, paid in enumerate(payments, 1))]

    ours = periodic_rate(flows)

    theirs = pyxirr.irr([advance, *(-paid for paid in payments)])
    assume(theirs is not None)
    assert abs(float(ours) - theirs) < 1e-7 * (1 + abs(theirs))


def test_both_fraction_rules_agree_on_whole_periods() -> None:
    flows = [Flow(D(100), 0), Flow(D(-60), 1), Flow(D(-60), 2)]

    assert periodic_rate(flows) == periodic_rate(flows, fraction_rule="simple")


@pytest.mark.parametrize("fraction_rule", ["compound", "simple"])
def test_a_later_payment_means_a_lower_rate(fraction_rule: str) -> None:
    found = [
        periodic_rate(
            [Flow(D(100), 0), Flow(D(-120), 1, Fraction(days, 30))],
            fraction_rule=fraction_rule,  # type: ignore[arg-type]
        )
        for days in range(30)
    ]

    assert all(earlier > later for earlier, later in pairwise(found))


def test_times_without_a_common_part_of_a_year_are_solved_too() -> None:
    flows = [(D(100), Fraction(0)), (D(-55), Fraction(1, 7)), (D(-55), Fraction(1, 365))]

    rate = eu_aprc(flows)

    value = sum(amount / (1 + rate) ** (D(t.numerator) / t.denominator) for amount, t in flows)
    assert abs(value) < D("1e-15")


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [Flow(D(100), 0)],
        [Flow(D(-100), 0), Flow(D(100), 1)],
        [Flow(D(0), 0), Flow(D(-10), 1)],
        [Flow(D("0.0000000001"), 0), Flow(D(-(10**12)), 1)],
        [Flow(D(100), 0), Flow(D(-100), 0)],
    ],
)
def test_flows_without_a_rate_are_refused(flows: list[Flow]) -> None:
    with pytest.raises(NoSolution):
        periodic_rate(flows)


def test_losing_money_is_a_negative_rate() -> None:
    rate = periodic_rate([Flow(D(100), 0), Flow(D(-50), 1)])

    assert rate == D("-0.5")
    assert effective_annual(rate, Fraction(1, 2)) == D("0.5").sqrt() - 1
