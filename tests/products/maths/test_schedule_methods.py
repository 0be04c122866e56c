"""The five ways of repaying, by figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from products.maths import Schedule, TermsError, build_schedule
from tests.products.maths.loans import terms_of


def schedule_of(**changes: object) -> Schedule:
    return build_schedule(terms_of(**changes))


def column(schedule: Schedule, name: str) -> list[str]:
    return [f"{getattr(row, name):.2f}" for row in schedule.rows]


def test_equal_instalments() -> None:
    """12,000 at 1 % a month for 12 months: 1,066.19 by the annuity formula."""
    schedule = schedule_of()

    assert column(schedule, "total") == ["1066.19"] * 11 + ["1066.14"]
    assert column(schedule, "interest")[:3] == ["120.00", "110.54", "100.98"]


def test_equal_principal() -> None:
    schedule = schedule_of(method="equal_principal", instalments=3)

    assert column(schedule, "principal") == ["4000.00"] * 3
    assert column(schedule, "interest") == ["120.00", "80.00", "40.00"]


def test_interest_only() -> None:
    schedule = schedule_of(method="interest_only", instalments=3)

    assert column(schedule, "total") == ["120.00", "120.00", "12120.00"]


def test_bullet_is_one_payment_of_simple_interest() -> None:
    schedule = schedule_of(method="bullet", instalments=6)

    assert len(schedule.rows) == 1
    assert schedule.rows[0].due_on.isoformat() == "2026-07-15"
    assert schedule.rows[0].days == 181
    assert schedule.rows[0].total == Decimal("12720.00")


def test_bullet_over_days_counts_them() -> None:
    """AL1-like: 0.05 % a day of 10,000 over 365 days is 1,825."""
    schedule = schedule_of(
        principal="10000",
        annual_rate=None,
        daily_rate="0.05",
        method="bullet",
        day_count="actual/365",
        interest_period="daily",
    )

    assert schedule.rows[0].interest == Decimal("1825.00")


def test_flat_charges_the_original_principal() -> None:
    """The flat fee trap: 12,000 in 12 x (1,000 + 72)."""
    schedule = schedule_of(annual_rate="7.2", method="flat")

    assert column(schedule, "total") == ["1072.00"] * 12
    assert column(schedule, "interest") == ["72.00"] * 12


@pytest.mark.parametrize("method", ["equal_instalments", "equal_principal", "flat"])
def test_no_rate_is_no_interest(method: str) -> None:
    """No interest agreed is no interest (Civil Code 680)."""
    schedule = schedule_of(annual_rate="0", method=method, principal="100", instalments=3)

    assert column(schedule, "total") == ["33.33", "33.33", "33.34"]


@pytest.mark.parametrize(
    ("mode", "instalment"), [("up", "1066.19"), ("down", "1066.18"), ("half_up", "1066.19")]
)
def test_rounding_of_the_instalment_is_a_term(mode: str, instalment: str) -> None:
    """The unrounded instalment is 1066.1854..."""
    schedule = schedule_of(rounding={"instalment": mode})

    assert column(schedule, "total")[0] == instalment


@pytest.mark.parametrize(
    ("mode", "interest"),
    [("half_even", "0.52"), ("half_up", "0.53"), ("up", "0.53"), ("down", "0.52")],
)
def test_interest_meets_the_rounding_mode_as_exactly_half_a_cent(mode: str, interest: str) -> None:
    """90 x 7 % / 12 is 0.525, although 7/1200 has no end."""
    schedule = schedule_of(principal="90", annual_rate="7", rounding={"interest": mode})

    assert column(schedule, "interest")[0] == interest


def test_instalments_in_whole_tens() -> None:
    schedule = schedule_of(rounding={"multiple_of": "10"})

    assert column(schedule, "total")[:11] == ["1070.00"] * 11
    assert schedule.rows[-1].total == Decimal("1021.63")


def test_a_multiple_larger_than_the_instalment_is_left_aside() -> None:
    schedule = schedule_of(rounding={"multiple_of": "10000"})

    assert column(schedule, "total")[0] == "1066.19"


def test_grace_on_principal_pays_interest_only_first() -> None:
    schedule = schedule_of(grace={"principal": 2}, instalments=4)

    assert column(schedule, "principal")[:2] == ["0.00", "0.00"]
    assert column(schedule, "total") == ["120.00", "120.00", "6090.15", "6090.15"]


def test_grace_on_interest_puts_it_off_without_interest_on_it() -> None:
    schedule = schedule_of(grace={"interest": 2}, method="interest_only", instalments=4)

    assert column(schedule, "interest") == ["0.00", "0.00", "360.00", "120.00"]
    assert column(schedule, "earned") == ["120.00"] * 4


def test_interest_free_periods_are_free_for_good() -> None:
    """HB3: an interest-free period costs nothing."""
    schedule = schedule_of(grace={"interest_free": 2}, method="interest_only", instalments=3)

    assert column(schedule, "interest") == ["0.00", "0.00", "120.00"]
    assert schedule_of(grace={"interest_free": 1}, instalments=1).totals.interest == 0


def test_an_interest_free_bullet_pays_for_the_other_periods() -> None:
    schedule = schedule_of(grace={"interest_free": 1}, method="bullet", instalments=3)

    assert schedule.totals.interest == Decimal("240.00")


def test_a_down_payment_is_row_0() -> None:
    schedule = schedule_of(down_payment_pct="25", instalments=3, annual_rate="0")

    assert column(schedule, "total") == ["3000.00", "3000.00", "3000.00", "3000.00"]
    assert schedule.rows[0].number == 0
    assert schedule.rows[0].due_on == schedule.terms.disbursed_on
    assert (schedule.financed, schedule.down_payment) == (Decimal(9000), Decimal(3000))


def test_a_long_first_period_never_makes_a_negative_principal() -> None:
    schedule = schedule_of(annual_rate="24", first_due_on="2031-01-15", instalments=36)

    assert schedule.rows[0].principal == 0
    assert schedule.rows[0].interest > schedule.rows[1].total
    assert schedule.rows[-1].closing == 0


def test_an_irregular_first_period_keeps_instalments_equal() -> None:
    schedule = schedule_of(first_due_on="2026-02-27", interest_period="daily")

    totals = column(schedule, "total")
    assert len(set(totals[:-1])) == 1
    assert abs(schedule.rows[0].total - schedule.rows[-1].total) < Decimal("0.10")


def test_six_hundred_instalments_work() -> None:
    schedule = schedule_of(instalments=600)

    assert schedule.rows[-1].number == 600
    assert schedule.rows[-1].closing == 0


def test_fees_of_every_kind_fall_where_they_belong() -> None:
    schedule = schedule_of(
        instalments=3,
        method="equal_principal",
        fees=[
            {"name": "setup", "kind": "upfront", "pct": "1", "deducted": True},
            {"name": "card", "kind": "upfront", "amount": "10"},
            {"name": "file", "kind": "first", "pct": "0.5"},
            {"name": "care", "kind": "first", "pct": "10", "of": "interest"},
            {"name": "guarantee", "kind": "per_instalment", "amount": "55"},
            {"name": "service", "kind": "per_instalment", "pct": "1", "of": "principal"},
            {"name": "tax", "kind": "per_instalment", "pct": "10", "of": "interest"},
            {"name": "stamp", "kind": "per_instalment", "pct": "1", "of": "instalment"},
        ],
    )

    assert column(schedule, "fee") == ["130.00", "220.20", "143.80", "139.40"]
    assert schedule.deducted == Decimal("120.00")
    assert schedule.net_disbursed == Decimal("11880.00")


def test_a_subsidy_lowers_what_the_borrower_pays() -> None:
    """HF1: instalments at 0 % to the customer, the merchant pays the interest."""
    schedule = schedule_of(
        method="equal_principal",
        instalments=3,
        subsidy={"interest_pct": "100", "paid_by": "merchant"},
    )

    assert column(schedule, "total") == ["4000.00"] * 3
    assert column(schedule, "subsidy") == column(schedule, "interest")
    assert schedule.totals.subsidy == Decimal("240.00")


def test_a_fixed_instalment_of_another_system_is_followed() -> None:
    for family in ("progressive", "cumulative"):
        schedule = schedule_of(
            instalments=3, takeover={"schedule_family": family, "fixed_instalment": "5000"}
        )
        assert column(schedule, "total")[:2] == ["5000.00", "5000.00"]
        assert schedule.rows[-1].closing == 0


def test_a_taken_over_schedule_can_have_its_own_first_due_date() -> None:
    schedule = schedule_of(
        instalments=2,
        first_due_on="2026-02-20",
        takeover={"schedule_family": "progressive", "days_in_month": "actual"},
    )

    assert [row.due_on.isoformat() for row in schedule.rows] == ["2026-02-20", "2026-03-20"]


@pytest.mark.parametrize(
    "takeover",
    [
        {"schedule_start": "2026-01-16"},
        {"schedule_start": "2025-12-01"},
        {"fixed_length_days": 31},
    ],
)
def test_a_taken_over_schedule_without_days_in_a_period_is_refused(
    takeover: dict[str, object],
) -> None:
    with pytest.raises(TermsError) as caught:
        schedule_of(instalments=2, takeover={"schedule_family": "progressive", **takeover})

    (field,) = takeover
    assert [error.pointer for error in caught.value.errors] == [f"/takeover/{field}"]


def test_smoothing_stops_when_it_does_not_help() -> None:
    """Interest carried in grace makes the last instalment differ by more than smoothing mends."""
    schedule = schedule_of(
        instalments=6, takeover={"schedule_family": "progressive"}, grace={"interest": 2}
    )

    assert schedule.totals.principal == schedule.terms.principal


def test_a_payout_after_the_schedule_began_bears_interest_from_the_payout() -> None:
    """17 of 31 days of January; the instalment is still that of whole periods."""
    schedule = schedule_of(
        instalments=3,
        interest_period="daily",
        takeover={
            "schedule_family": "progressive",
            "schedule_start": "2026-01-01",
            "days_in_month": "actual",
            "days_in_year": "365",
        },
    )

    assert schedule.rows[0].days == 17
    assert schedule.rows[0].interest == Decimal("67.07")
    assert schedule.rows[0].total == schedule.rows[1].total
