"""Allocation: oldest row first, by Civil Code 561 inside a row, nothing lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.maths import AllocationError
from products.maths.allocation import (
    COMPONENTS,
    DEFAULT_ORDER,
    Allocation,
    Due,
    Split,
    allocate,
    order_with_penalty,
)
from tests.products.maths.strategies import cents

D = Decimal
JANUARY = Due(1, date(2026, 1, 15), principal=D(50), interest=D(10), fee=D(5), penalty=D(2))
FEBRUARY = Due(2, date(2026, 2, 15), principal=D(50), interest=D(10))


def test_costs_and_interest_come_before_principal_by_default() -> None:
    assert allocate(D(20), [JANUARY]).splits == (
        Split(1, principal=D(3), interest=D(10), fee=D(5), penalty=D(2)),
    )


def test_the_oldest_row_is_served_in_full_first() -> None:
    result = allocate(D(100), [FEBRUARY, JANUARY])

    assert [split.number for split in result.splits] == [1, 2]
    assert result.splits[0].total == JANUARY.total == D(67)
    assert result.splits[1] == Split(2, interest=D(10), principal=D(23))
    assert result.remainder == 0
    assert result.sum_of("interest") == D(20)


def test_across_rows_one_component_comes_before_the_next() -> None:
    result = allocate(D(27), [JANUARY, FEBRUARY], across_rows=True)

    assert result.splits == (
        Split(1, interest=D(10), fee=D(5), penalty=D(2)),
        Split(2, interest=D(10)),
    )


def test_what_no_row_can_take_remains() -> None:
    assert allocate(D(200), [JANUARY]).remainder == D(133)
    assert allocate(D(5), []) == Allocation((), D(5))


def test_the_place_of_penalty_is_a_choice() -> None:
    assert order_with_penalty(0) == ("penalty", "fee", "interest", "principal")
    assert order_with_penalty(2) == DEFAULT_ORDER
    assert order_with_penalty(3) == ("fee", "interest", "principal", "penalty")

    result = allocate(D(66), [JANUARY], order=order_with_penalty(3))

    assert result.splits[0].penalty == D(1)


@pytest.mark.parametrize(
    ("amount", "dues", "order"),
    [
        (D(-1), [JANUARY], DEFAULT_ORDER),
        (D("NaN"), [JANUARY], DEFAULT_ORDER),
        (D(1), [Due(1, date(2026, 1, 1), principal=D(-1))], DEFAULT_ORDER),
        (D(1), [Due(1, date(2026, 1, 1), fee=D("Infinity"))], DEFAULT_ORDER),
        (D(1), [JANUARY], ("fee", "interest", "principal")),
        (D(1), [JANUARY], ("fee", "interest", "principal", "principal")),
    ],
)
def test_refuses_what_cannot_be_spread(
    amount: Decimal, dues: list[Due], order: tuple[str, ...]
) -> None:
    with pytest.raises(AllocationError):
        allocate(amount, dues, order=order)  # type: ignore[arg-type]


def test_refuses_a_place_that_does_not_exist() -> None:
    with pytest.raises(AllocationError):
        order_with_penalty(4)


DUES = st.lists(
    st.builds(
        Due,
        number=st.integers(1, 60),
        due_on=st.integers(0, 700).map(lambda days: date(2026, 1, 1) + timedelta(days=days)),
        **{component: cents(0, 100_000) for component in COMPONENTS},
    ),
    max_size=12,
)


@given(
    amount=cents(0, 1_000_000),
    dues=DUES,
    order=st.permutations(COMPONENTS),
    across_rows=st.booleans(),
)
def test_nothing_is_lost_and_nothing_is_overpaid(
    amount: Decimal, dues: list[Due], order: list[str], across_rows: bool
) -> None:
    result = allocate(amount, dues, order=order, across_rows=across_rows)  # type: ignore[arg-type]

    spread = sum((split.total for split in result.splits), D(0))
    owed = sum((due.total for due in dues), D(0))
    assert spread + result.remainder == amount
    assert spread == min(amount, owed)
    assert all(split.total > 0 for split in result.splits)
    for component in COMPONENTS:
        assert result.sum_of(component) <= sum((getattr(due, component) for due in dues), D(0))
