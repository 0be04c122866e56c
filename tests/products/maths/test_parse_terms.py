"""Terms are read strictly: each fault is named with field, value and what would be right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from products.maths import Fee, Grace, Rounding, Subsidy, Takeover, TermsError, parse_terms
from tests.products.maths.loans import PLAIN, terms_of


def faults(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(TermsError) as caught:
        terms_of(**changes)
    return [(error.pointer, error.code) for error in caught.value.errors]


def test_fills_in_the_defaults() -> None:
    terms = parse_terms(PLAIN)

    assert terms.currency == "CNY"
    assert (terms.every, terms.unit) == (1, "month")
    assert (terms.day_count, terms.interest_period) == ("30/360", "instalment")
    assert terms.rounding == Rounding(2, "half_even", "half_even", None)
    assert terms.grace == Grace(0, 0, 0)
    assert (terms.due_date_roll, terms.country) == ("none", "CN")
    assert (terms.fees, terms.subsidy, terms.takeover, terms.down_payment_pct) == (
        (),
        None,
        None,
        None,
    )


FULL = {
    **PLAIN,
    "principal": "12000.50",
    "currency": "USD",
    "every": 2,
    "first_due_on": "2026-02-28",
    "anchor_day": 31,
    "due_date_roll": "none",
    "country": "CN",
    "day_count": "actual/365",
    "interest_period": "daily",
    "rounding": {"decimals": 1, "instalment": "up", "interest": "down", "multiple_of": "10"},
    "grace": {"principal": 1, "interest": 2, "interest_free": 3},
    "down_payment_pct": "20",
    "fees": [
        {"name": "setup", "kind": "upfront", "pct": "1.5", "deducted": True},
        {
            "name": "guarantee",
            "kind": "per_instalment",
            "amount": "55.00",
            "collected_by": "guarantor",
        },
    ],
    "subsidy": {"interest_pct": "100", "paid_by": "merchant"},
    "takeover": {
        "schedule_family": "progressive",
        "schedule_start": "2026-01-01",
        "fixed_instalment": "900.50",
    },
}


def test_reads_every_term() -> None:
    terms = parse_terms(FULL)

    assert terms.first_due_on == date(2026, 2, 28)
    assert terms.rounding == Rounding(1, "up", "down", Decimal(10))
    assert terms.fees[0] == Fee("setup", "upfront", None, Decimal("1.5"), deducted=True)
    assert terms.fees[1].collected_by == "guarantor"
    assert terms.deducts_fees
    assert terms.subsidy == Subsidy(Decimal(100), "merchant")
    assert terms.takeover == Takeover(
        "progressive", schedule_start=date(2026, 1, 1), fixed_instalment=Decimal("900.50")
    )


@pytest.mark.parametrize(
    "data", [PLAIN, FULL, {**PLAIN, "annual_rate": None, "daily_rate": "0.05"}]
)
def test_terms_survive_being_written_and_read(data: dict[str, Any]) -> None:
    terms = parse_terms(data)

    assert parse_terms(terms.to_dict()) == terms


@pytest.mark.parametrize(
    ("day_count", "annual"),
    [("30/360", "18"), ("actual/360", "18"), ("actual/365", "18.25"), ("actual/actual", "18.25")],
)
def test_a_daily_rate_becomes_annual_by_the_day_count(day_count: str, annual: str) -> None:
    """AL1: 0.05 % a day is 18.25 % by 365 and 18.00 % by 360."""
    terms = terms_of(annual_rate=None, daily_rate="0.05", day_count=day_count)

    assert terms.annual_rate == Decimal(annual)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"principal": None}, "/principal", "missing"),
        ({"principal": "0"}, "/principal", "out_of_range"),
        ({"principal": -5}, "/principal", "negative"),
        ({"principal": "NaN"}, "/principal", "not_finite"),
        ({"principal": Decimal("Infinity")}, "/principal", "not_finite"),
        ({"principal": "sNaN"}, "/principal", "not_finite"),
        ({"principal": "12,000"}, "/principal", "not_a_number"),
        ({"principal": 0.1}, "/principal", "not_a_number"),
        ({"principal": True}, "/principal", "not_a_number"),
        ({"principal": "1_000"}, "/principal", "not_a_number"),
        ({"principal": "１２"}, "/principal", "not_a_number"),
        ({"principal": 10**70}, "/principal", "not_a_number"),
        ({"principal": "9" * 61}, "/principal", "not_a_number"),
        ({"principal": "1E+30"}, "/principal", "out_of_range"),
        ({"principal": "100.005"}, "/principal", "too_many_decimals"),
        ({"principal": "100.5", "currency": "JPY"}, "/principal", "too_many_decimals"),
        ({"principal": {}}, "/principal", "not_a_number"),
        ({"currency": "cny"}, "/currency", "not_allowed"),
        ({"annual_rate": None}, "/annual_rate", "missing"),
        ({"annual_rate": "-1"}, "/annual_rate", "negative"),
        ({"annual_rate": "10001"}, "/annual_rate", "out_of_range"),
        ({"daily_rate": "0.05"}, "/daily_rate", "conflict"),
        ({"annual_rate": None, "daily_rate": "101"}, "/daily_rate", "out_of_range"),
        ({"method": "balloon"}, "/method", "not_allowed"),
        ({"method": None}, "/method", "missing"),
        ({"instalments": 0}, "/instalments", "out_of_range"),
        ({"instalments": None}, "/instalments", "missing"),
        ({"instalments": 601}, "/instalments", "out_of_range"),
        ({"instalments": -1}, "/instalments", "negative"),
        ({"instalments": "12"}, "/instalments", "not_an_integer"),
        ({"instalments": 12.0}, "/instalments", "not_an_integer"),
        ({"instalments": True}, "/instalments", "not_an_integer"),
        ({"instalments": 600, "every": 12}, "/instalments", "term_too_long"),
        ({"every": 0}, "/every", "out_of_range"),
        ({"unit": "year"}, "/unit", "not_allowed"),
        ({"disbursed_on": None}, "/disbursed_on", "missing"),
        ({"disbursed_on": "2026-02-30"}, "/disbursed_on", "not_a_date"),
        ({"disbursed_on": "20260228"}, "/disbursed_on", "not_a_date"),
        ({"disbursed_on": 20260228}, "/disbursed_on", "not_a_date"),
        ({"disbursed_on": "1026-02-28"}, "/disbursed_on", "not_a_date"),
        ({"first_due_on": "2026-01-15"}, "/first_due_on", "out_of_range"),
        ({"first_due_on": "2066-01-15"}, "/first_due_on", "out_of_range"),
        ({"anchor_day": 32}, "/anchor_day", "out_of_range"),
        ({"anchor_day": 5, "unit": "week"}, "/anchor_day", "not_allowed"),
        ({"anchor_day": 5, "first_due_on": "2026-02-06"}, "/anchor_day", "conflict"),
        ({"due_date_roll": "nearest"}, "/due_date_roll", "not_allowed"),
        ({"country": "China"}, "/country", "not_a_text"),
        ({"country": "cn"}, "/country", "not_allowed"),
        ({"day_count": "actual/364"}, "/day_count", "not_allowed"),
        ({"interest_period": "monthly"}, "/interest_period", "not_allowed"),
        ({"rounding": []}, "/rounding", "not_an_object"),
        ({"rounding": {"decimals": 3}}, "/rounding/decimals", "out_of_range"),
        ({"rounding": {"interest": "ceil"}}, "/rounding/interest", "not_allowed"),
        ({"rounding": {"multiple_of": "0"}}, "/rounding/multiple_of", "out_of_range"),
        ({"rounding": {"mode": "up"}}, "/rounding/mode", "unknown"),
        ({"grace": {"principal": 12}}, "/grace/principal", "out_of_range"),
        ({"grace": {"interest": 12}}, "/grace/interest", "out_of_range"),
        ({"grace": {"interest_free": 13}}, "/grace/interest_free", "out_of_range"),
        ({"grace": {"principal": 1}, "method": "bullet"}, "/grace/principal", "not_allowed"),
        ({"grace": {"interest": 1}, "method": "bullet"}, "/grace/interest", "not_allowed"),
        ({"down_payment_pct": "100"}, "/down_payment_pct", "out_of_range"),
        ({"fees": {}}, "/fees", "not_a_list"),
        ({"fees": [7]}, "/fees/0", "not_an_object"),
        ({"fees": [{"name": "x", "kind": "upfront"}]}, "/fees/0/amount", "conflict"),
        ({"fees": [{"name": "x", "kind": "late", "pct": "1"}]}, "/fees/0/kind", "not_allowed"),
        ({"fees": [{"name": " ", "kind": "first", "pct": "1"}]}, "/fees/0/name", "missing"),
        ({"fees": [{"kind": "first", "pct": "1"}]}, "/fees/0/name", "missing"),
        (
            {"fees": [{"name": "a\nb", "kind": "first", "pct": "1"}]},
            "/fees/0/name",
            "not_a_text",
        ),
        (
            {"fees": [{"name": "x", "kind": "upfront", "pct": "1", "of": "interest"}]},
            "/fees/0/of",
            "not_allowed",
        ),
        (
            {"fees": [{"name": "x", "kind": "first", "pct": "1", "deducted": True}]},
            "/fees/0/deducted",
            "not_allowed",
        ),
        (
            {"fees": [{"name": "x", "kind": "upfront", "pct": "1", "deducted": 1}]},
            "/fees/0/deducted",
            "not_a_boolean",
        ),
        ({"fees": [{"name": "x", "kind": "upfront", "amount": "12000"}]}, "/fees", "out_of_range"),
        (
            {"subsidy": {"interest_pct": "101", "paid_by": "m"}},
            "/subsidy/interest_pct",
            "out_of_range",
        ),
        ({"subsidy": {"interest_pct": "10"}}, "/subsidy/paid_by", "missing"),
        ({"takeover": {"habit": 1}}, "/takeover/habit", "unknown"),
        (
            {"takeover": {"schedule_family": "progressive"}, "method": "bullet"},
            "/method",
            "not_allowed",
        ),
        (
            {"takeover": {"schedule_family": "cumulative"}, "due_date_roll": "next"},
            "/due_date_roll",
            "not_allowed",
        ),
        (
            {
                "takeover": {"schedule_family": "cumulative"},
                "method": "flat",
                "grace": {"interest": 1},
            },
            "/grace",
            "not_allowed",
        ),
        (
            {"grace": {"principal": 12}, "method": "equal_principal"},
            "/grace/principal",
            "out_of_range",
        ),
        ({"colour": "red"}, "/colour", "unknown"),
    ],
)
def test_refuses_and_names_the_field(changes: dict[str, Any], pointer: str, code: str) -> None:
    assert (pointer, code) in faults(**changes)


def test_names_every_fault_at_once_with_value_and_remedy() -> None:
    with pytest.raises(TermsError) as caught:
        terms_of(principal="-5", instalments=601, colour="red")

    messages = {error.pointer: error.message for error in caught.value.errors}
    assert messages["/principal"] == (
        'principal is "-5": must be more than 0 and at most 999999999999'
    )
    assert messages["/instalments"] == "instalments is 601: must be a whole number from 1 to 600"
    assert "colour is not known: known are anchor_day" in messages["/colour"]
    assert caught.value.code == "invalid_terms"


@pytest.mark.parametrize("document", [None, [], "terms", 7])
def test_refuses_what_is_not_an_object(document: Any) -> None:
    with pytest.raises(TermsError) as caught:
        parse_terms(document)

    assert [error.code for error in caught.value.errors] == ["not_an_object"]


def test_a_long_or_hostile_value_is_cut_and_cleaned_in_the_message() -> None:
    with pytest.raises(TermsError) as caught:
        terms_of(method="x\n\x1b" + "y" * 500)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_dates_and_numbers_of_python_are_taken_as_they_are() -> None:
    terms = terms_of(disbursed_on=date(2026, 1, 15), principal=Decimal("12000.5"), annual_rate=12)

    assert terms.disbursed_on == date(2026, 1, 15)
    assert terms.to_dict()["principal"] == "12000.50"
