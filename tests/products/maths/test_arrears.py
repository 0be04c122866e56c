"""Days past due and the five classes, at their boundary days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from products.maths import build_schedule
from products.maths.arrears import (
    Arrears,
    ClassThresholds,
    class_by_days,
    days_past_due,
    find_arrears,
)
from tests.products.maths.loans import terms_of

D = Decimal
ROWS = build_schedule(terms_of(instalments=3, annual_rate="0")).rows  # 4,000 on 15 Feb, Mar, Apr


@pytest.mark.parametrize(
    ("paid", "on", "grace_days", "expected"),
    [
        ("0", date(2026, 2, 15), 0, Arrears(0, D(0), None)),
        ("0", date(2026, 2, 16), 0, Arrears(1, D(4000), date(2026, 2, 15))),
        ("0", date(2026, 2, 18), 3, Arrears(0, D(0), None)),
        ("0", date(2026, 2, 19), 3, Arrears(4, D(4000), date(2026, 2, 15))),
        ("3999.99", date(2026, 2, 16), 0, Arrears(1, D("0.01"), date(2026, 2, 15))),
        ("4000", date(2026, 3, 15), 0, Arrears(0, D(0), None)),
        ("4000", date(2026, 3, 20), 0, Arrears(5, D(4000), date(2026, 3, 15))),
        ("0", date(2026, 3, 20), 0, Arrears(33, D(8000), date(2026, 2, 15))),
        ("12000", date(2027, 1, 1), 0, Arrears(0, D(0), None)),
    ],
)
def test_arrears_at_the_end_of_a_day(
    paid: str, on: date, grace_days: int, expected: Arrears
) -> None:
    """Overdue is what is unpaid after grace; days then count from the due date (PP3)."""
    assert find_arrears(ROWS, paid=D(paid), on=on, grace_days=grace_days) == expected


def test_days_past_due_of_a_known_date() -> None:
    assert days_past_due(None, on=date(2026, 3, 1)) == 0
    assert days_past_due(date(2026, 2, 15), on=date(2026, 2, 15)) == 0
    assert days_past_due(date(2026, 2, 15), on=date(2026, 2, 17)) == 2
    assert days_past_due(date(2026, 2, 15), on=date(2026, 2, 17), grace_days=2) == 0


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (270, "substandard"),
        (271, "doubtful"),
        (360, "doubtful"),
        (361, "loss"),
    ],
)
def test_class_by_days(days: int, expected: str) -> None:
    """R1: the boundaries 0, 90, 270 and 360."""
    assert class_by_days(days) == expected


def test_thresholds_are_configuration() -> None:
    assert class_by_days(5, thresholds=ClassThresholds(special_mention=7)) == "normal"
