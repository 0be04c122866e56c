"""Random but valid terms."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from products.maths import Terms, parse_terms
from products.maths.terms import DAY_COUNTS, INTEREST_PERIODS, METHODS

MODES = ("half_even", "half_up", "up", "down")


def cents(smallest: int, largest: int) -> st.SearchStrategy[Decimal]:
    return st.integers(smallest, largest).map(lambda value: Decimal(value).scaleb(-2))


@st.composite
def terms_data(draw: st.DrawFn, *, with_fees: bool = True) -> dict[str, Any]:
    method = draw(st.sampled_from(METHODS))
    instalments = draw(st.integers(1, 40))
    disbursed_on = draw(st.dates(date(2019, 1, 1), date(2032, 12, 31)))
    data: dict[str, Any] = {
        "principal": str(draw(cents(100, 50_000_000))),
        "annual_rate": str(draw(st.integers(0, 40_000).map(lambda bp: Decimal(bp).scaleb(-2)))),
        "method": method,
        "instalments": instalments,
        "every": draw(st.integers(1, 6)),
        "unit": draw(st.sampled_from(("day", "week", "month"))),
        "disbursed_on": disbursed_on.isoformat(),
        "day_count": draw(st.sampled_from(DAY_COUNTS)),
        "interest_period": draw(st.sampled_from(INTEREST_PERIODS)),
        "rounding": {
            "instalment": draw(st.sampled_from(MODES)),
            "interest": draw(st.sampled_from(MODES)),
            "multiple_of": draw(st.sampled_from((None, "0.5", "1", "10", "100"))),
        },
        "grace": {"interest_free": draw(st.integers(0, min(2, instalments)))},
        "down_payment_pct": draw(st.sampled_from((None, "0.5", "20"))),
    }
    if draw(st.booleans()):
        first = disbursed_on + timedelta(days=draw(st.integers(1, 120)))
        data["first_due_on"] = first.isoformat()
    if method not in ("bullet", "interest_only"):
        data["grace"]["principal"] = draw(st.integers(0, min(3, instalments - 1)))
    if method != "bullet":
        data["grace"]["interest"] = draw(st.integers(0, min(3, instalments - 1)))
    if with_fees:
        data["fees"] = draw(st.lists(_fees(), max_size=3))
        if draw(st.booleans()):
            share = draw(st.integers(0, 100))
            data["subsidy"] = {"interest_pct": str(share), "paid_by": "merchant"}
    return data


@st.composite
def _fees(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(("upfront", "first", "per_instalment")))
    fee: dict[str, Any] = {"name": "fee", "kind": kind}
    if draw(st.booleans()):
        fee["amount"] = str(draw(cents(0, 20)))
    else:
        fee["pct"] = str(draw(st.integers(0, 5)))
        if kind != "upfront":
            fee["of"] = draw(st.sampled_from(("principal", "instalment", "interest")))
    if kind == "upfront":
        fee["deducted"] = draw(st.booleans())
    return fee


def terms(*, with_fees: bool = True) -> st.SearchStrategy[Terms]:
    return terms_data(with_fees=with_fees).map(parse_terms)


@st.composite
def takeover_terms(draw: st.DrawFn) -> Terms:
    """Loans by the families of another system."""
    family = draw(st.sampled_from(("progressive", "cumulative")))
    method = draw(st.sampled_from(("equal_instalments", "flat")))
    instalments = draw(st.integers(1, 24))
    data: dict[str, Any] = {
        "principal": str(draw(cents(1, 1_000_000))),
        "annual_rate": str(draw(st.integers(0, 400))),
        "method": method,
        "instalments": instalments,
        "every": draw(st.integers(1, 3)),
        "unit": draw(st.sampled_from(("day", "week", "month"))),
        "disbursed_on": draw(st.dates(date(2019, 1, 1), date(2032, 12, 31))).isoformat(),
        "interest_period": draw(st.sampled_from(INTEREST_PERIODS)),
        "rounding": {"multiple_of": draw(st.sampled_from((None, "1", "10")))},
        "down_payment_pct": draw(st.sampled_from((None, "25"))),
        "takeover": {
            "schedule_family": family,
            "days_in_month": draw(st.sampled_from(("30", "actual"))),
            "days_in_year": draw(st.sampled_from((None, "360", "365", "actual"))),
            "year_boundary_split": draw(st.sampled_from((None, "dec31", "jan1"))),
            "leap_year_rule": draw(
                st.sampled_from(
                    (None, "366_in_leap_calendar_year", "366_only_in_period_with_feb29")
                )
            ),
        },
    }
    if method != "flat":
        data["grace"] = {
            name: draw(st.integers(0, min(3, instalments - 1)))
            for name in ("principal", "interest", "interest_free")
        }
    return parse_terms(data)
