"""Our annual rates against published worked examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from products.maths.apr import (
    Flow,
    effective_annual,
    eu_aprc,
    periodic_rate,
    simple_annual,
    us_actuarial_apr,
)
from products.maths.day_count import annualised_daily_rate
from products.maths.errors import NoSolution, OracleError
from products.maths.rounding import EXACT

_ADVANCES = ("advance", "drawdown")
_MONTHS = Fraction(12)
_EU_DECIMALS = 1
_REPEATS_MAX = 2_000
_UNITS_MAX = 100_000
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
_DAILY_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def compare_rates(
    document: Any, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """How many cases of a document in the form of `oracles/apr.json` our solver equals.

    Equal means the same figure at the published decimals, for the European rate at one decimal.
    Raises OracleError when the document or a case is not in that form.
    """
    cases = document.get("cases") if isinstance(document, Mapping) else None
    if not isinstance(cases, list) or not all(isinstance(case, Mapping) for case in cases):
        raise OracleError('the document must be an object with a list "cases" of objects')
    different = []
    for done, case in enumerate(cases, start=1):
        difference = rate_difference(case)
        if difference is not None:
            different.append({"id": case.get("id"), "first_difference": difference})
        if progress is not None:
            progress(done, len(cases))
    return {"total": len(cases), "equal": len(cases) - len(different), "different": different}


def rate_difference(case: Mapping[str, Any]) -> dict[str, Any] | None:
    """Their figure and ours when they differ, else None."""
    try:
        theirs = Decimal(case["expected_percent"])
        decimals = int(case["decimals"])
        ours = solve_case(case)
    except NoSolution as error:
        return {"theirs": case["expected_percent"], "ours": None, "why": str(error)}
    except _MALFORMED as error:
        raise OracleError(
            f"case {case.get('id')}: {type(error).__name__} {error}: "
            "must have the form of oracles/apr.json"
        ) from error
    if case["method"] == "eu_annex1":
        decimals = min(decimals, _EU_DECIMALS)
    at = Decimal(1).scaleb(-decimals)
    if _rounded(theirs, at) == _rounded(ours, at):
        return None
    return {"theirs": str(theirs), "ours": str(_rounded(ours, Decimal("0.00000001")))}


def solve_case(case: Mapping[str, Any]) -> Decimal:
    """The rate of one case in percent, by the method it names."""
    method, terms = case["method"], case["terms"]
    if method == "simple_daily_x_365":
        return annualised_daily_rate(_daily_rate(case), int(terms["day_basis"]))
    if method == "open_end_quotient":
        charge, denominator = Decimal(terms["finance_charge"]), Decimal(terms["denominator"])
        return EXACT.divide(charge * 1200, denominator)
    if method == "eu_annex1":
        rate = eu_aprc([(amount, years) for amount, years in _expand(case, "years")])
    elif method == "us_actuarial":
        a_year = Fraction(terms["unit_periods_per_year"])
        rate = us_actuarial_apr(_in_units(case), a_year)
    elif method == "nominal_periodic_irr":
        a_year = Fraction(terms["periods_per_year"])
        rate = simple_annual(periodic_rate(_in_units(case)), a_year)
    elif method == "irr_times_12":
        rate = simple_annual(periodic_rate(_in_units(case)), _MONTHS)
    elif method == "irr_compound":
        rate = effective_annual(periodic_rate(_in_units(case)), _MONTHS)
    else:
        raise OracleError(f"case {case.get('id')}: method {method!r} is not known")
    return EXACT.multiply(rate, Decimal(100))


def _daily_rate(case: Mapping[str, Any]) -> Decimal:
    """The daily rate in percent, which stands only in the words of the case."""
    found = _DAILY_RATE.search(case["description"])
    if found is None:
        raise ValueError("a daily rate such as 0.05% must stand in the description")
    return Decimal(found[1])


def _in_units(case: Mapping[str, Any]) -> list[Flow]:
    flows = []
    for amount, at in _expand(case, "period"):
        units = at.numerator // at.denominator
        flows.append(Flow(amount, units, at - units))
    return flows


def _expand(case: Mapping[str, Any], clock: str) -> Iterator[tuple[Decimal, Fraction]]:
    """Each flow as many times as it says, with its sign and its time."""
    for flow in case["flows"]:
        amount = Decimal(flow["amount"])
        signed = amount if flow["kind"] in _ADVANCES else -amount
        if "full_unit_periods" in flow:
            at = Fraction(flow["full_unit_periods"]) + Fraction(flow["fraction"])
        else:
            at = Fraction(flow[clock])
        count, step = int(flow.get("count", 1)), Fraction(flow.get("step", 1))
        if count > _REPEATS_MAX:
            raise ValueError(f"count is {count}: must be at most {_REPEATS_MAX}")
        for repeat in range(count):
            if not 0 <= at + step * repeat <= _UNITS_MAX:
                raise ValueError(f"a flow at {at + step * repeat} lies outside 0 to {_UNITS_MAX}")
            yield signed, at + step * repeat


def _rounded(value: Decimal, at: Decimal) -> Decimal:
    return value.quantize(at, rounding=ROUND_HALF_UP, context=EXACT)
