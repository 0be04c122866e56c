"""What holds for every schedule, and a second implementation that differs by nothing."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings

from products.maths import Terms, build_schedule, parse_terms
from tests.products.maths.second_schedule import second_schedule
from tests.products.maths.strategies import takeover_terms, terms

MANY = settings(max_examples=150, deadline=None)


@MANY
@given(terms())
def test_the_principal_comes_back_to_the_cent(loan: Terms) -> None:
    schedule = build_schedule(loan)

    assert schedule.totals.principal == loan.principal
    assert sum(row.principal for row in schedule.instalments) == schedule.financed
    assert schedule.rows[-1].closing == 0


@MANY
@given(terms())
def test_balances_run_on_and_nothing_is_negative(loan: Terms) -> None:
    rows = build_schedule(loan).rows

    for row in rows:
        assert row.opening - row.principal == row.closing
        assert row.total == row.principal + row.interest + row.fee - row.subsidy
        for amount in (row.principal, row.interest, row.fee, row.subsidy, row.total, row.closing):
            assert amount >= 0
            assert amount == amount.quantize(Decimal("0.01"))
    for earlier, later in pairwise(rows):
        assert earlier.closing == later.opening
        assert earlier.due_on <= later.due_on


@MANY
@given(terms())
def test_totals_add_up(loan: Terms) -> None:
    totals = build_schedule(loan).totals

    assert totals.total == totals.principal + totals.interest + totals.fee - totals.subsidy
    assert totals.subsidy <= totals.interest


@MANY
@given(terms(with_fees=False))
def test_a_second_implementation_in_fractions_differs_by_nothing(loan: Terms) -> None:
    rows = build_schedule(loan).instalments

    assert [
        (Fraction(row.principal), Fraction(row.interest), Fraction(row.closing)) for row in rows
    ] == second_schedule(loan)


@MANY
@given(terms())
def test_terms_written_and_read_make_the_same_schedule(loan: Terms) -> None:
    assert build_schedule(parse_terms(loan.to_dict())) == build_schedule(loan)


@settings(max_examples=50, deadline=None)
@given(terms())
def test_the_callers_decimal_context_changes_nothing(loan: Terms) -> None:
    expected = build_schedule(loan)
    totals = expected.totals

    with localcontext(prec=6, rounding=ROUND_UP):
        again = build_schedule(loan)
        assert (again, again.totals) == (expected, totals)


@MANY
@given(takeover_terms())
def test_taken_over_schedules_come_back_to_zero_too(loan: Terms) -> None:
    schedule = build_schedule(loan)

    assert schedule.totals.principal == loan.principal
    assert schedule.rows[-1].closing == 0
    for row in schedule.rows:
        assert min(row.principal, row.interest, row.total, row.closing) >= 0
    assert parse_terms(loan.to_dict()) == loan
