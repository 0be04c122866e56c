"""The solver finds a rising zero from any side, or says that there is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from products.maths import NoSolution
from products.maths.solver import find_rising_zero

D = Decimal


@pytest.mark.parametrize("guess", ["-0.9", "0", "0.2", "0.7", "50"])
@pytest.mark.parametrize("zero", ["-0.5", "0.01", "3"])
def test_finds_the_zero_of_a_straight_line(guess: str, zero: str) -> None:
    found = find_rising_zero(lambda rate: (rate - D(zero), D(1)), guess=D(guess))

    assert found == D(zero)


@pytest.mark.parametrize("guess", ["-0.9", "0", "0.2", "0.7", "50"])
def test_a_slope_that_misleads_is_not_followed(guess: str) -> None:
    """The slopes given are 0, negative or a hundred times too flat: only halving can help."""
    for slope in (D(0), D(-1), D("0.01")):
        found = find_rising_zero(lambda rate, slope=slope: (rate - D("0.3"), slope), guess=D(guess))
        assert abs(found - D("0.3")) < D("1e-12")


@pytest.mark.parametrize("value", ["1", "-1"])
def test_a_function_without_a_zero_has_no_solution(value: str) -> None:
    with pytest.raises(NoSolution):
        find_rising_zero(lambda rate: (D(value), D(0)), guess=D("0.1"))


def test_a_jump_over_zero_counts_as_the_zero() -> None:
    """Halving ends at the point where the sign changes."""
    found = find_rising_zero(
        lambda rate: (D(1) if rate > D("0.25") else D(-1), D(0)), guess=D("0.1")
    )

    assert abs(found - D("0.25")) < D("1e-12")


def test_a_search_that_creeps_is_given_up() -> None:
    """A slope a thousand times too steep makes every step a thousandth of what it should be."""
    with pytest.raises(NoSolution):
        find_rising_zero(lambda rate: (rate - D("0.3"), D(1000)), guess=D(0))
