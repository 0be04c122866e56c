"""Penalty interest, rounded once per segment, and the caps above it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from products.maths.penalty import (
    PenaltySegment,
    capped_rate,
    charge_within_cap,
    lpr_cap,
    most_chargeable,
    overdue_rate,
    penalty_interest,
    penalty_of_segments,
)

D = Decimal


@pytest.mark.parametrize(
    ("denominator", "mode", "expected"),
    [
        (360, "half_even", "5.00"),
        (365, "half_even", "4.93"),
        (365, "up", "4.94"),
        (365, "down", "4.93"),
    ],
)
def test_base_times_rate_times_days(denominator: int, mode: str, expected: str) -> None:
    """1,000 at 18 % over 10 days."""
    found = penalty_interest(
        D(1000), annual_rate=D(18), days=10, denominator=denominator, mode=mode
    )

    assert found == D(expected)


def test_each_segment_is_rounded_once() -> None:
    segments = [
        PenaltySegment(date(2026, 2, 15), date(2026, 2, 16), D("10.00"), D(18)),
        PenaltySegment(date(2026, 2, 16), date(2026, 2, 26), D(1000), D(18)),
        PenaltySegment(date(2026, 2, 26), date(2026, 2, 26), D(1000), D(18)),
        PenaltySegment(date(2026, 2, 26), date(2026, 2, 20), D(1000), D(18)),
    ]

    assert penalty_of_segments(segments) == D("5.00")  # 0.005 to 0.00, 5.00, 0, 0


def test_the_overdue_rate_adds_a_share_of_the_contract_rate() -> None:
    """P14: 30 to 50 % on top."""
    assert overdue_rate(D(12), surcharge_pct=D(50)) == D(18)


def test_caps_come_from_the_caller() -> None:
    """P6: four times the one-year LPR at formation; P5: 24 %."""
    assert lpr_cap(D("3.1")) == D("12.4")
    assert capped_rate(D(18), cap=lpr_cap(D("3.1"))) == D("12.4")
    assert capped_rate(D(18), cap=D(24)) == D(18)


def test_all_charges_together_stay_under_the_cap() -> None:
    assert most_chargeable(D(1000), cap=D(24), days=365) == D("240.00")
    common = {"base": D(1000), "cap": D(24), "days": 365}
    assert charge_within_cap(D(50), charged=D(100), **common) == D(50)
    assert charge_within_cap(D(50), charged=D(230), **common) == D(10)
    assert charge_within_cap(D(50), charged=D(300), **common) == D(0)


@pytest.mark.parametrize(
    ("base", "rate", "days", "denominator"),
    [("-1", "18", 1, 360), ("1", "-18", 1, 360), ("1", "18", -1, 360), ("1", "18", 1, 366)],
)
def test_refuses_what_cannot_be(base: str, rate: str, days: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        penalty_interest(D(base), annual_rate=D(rate), days=days, denominator=denominator)
