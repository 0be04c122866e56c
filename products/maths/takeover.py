"""The one adapter from published schedule vectors to our terms and takeover options."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from products.maths.errors import OracleError, TermsError
from products.maths.parse_terms import parse_terms
from products.maths.terms import Terms

_UNITS = {"days": "day", "weeks": "week", "months": "month"}
_MODES = {"HALF_EVEN": "half_even", "HALF_UP": "half_up", "UP": "up", "DOWN": "down"}
_RATES_A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 365}
_FEE_BASES = {
    "flat": None,
    "pct_of_instalment_principal": "principal",
    "pct_of_instalment_principal_plus_interest": "instalment",
    "pct_of_instalment_interest": "interest",
}
_DAY_COUNTS = {
    ("30", "360"): "30/360",
    ("actual", "360"): "actual/360",
    ("actual", "365"): "actual/365",
    ("actual", "actual"): "actual/actual",
}


def terms_of_vector(vector: Mapping[str, Any]) -> Terms:
    """Our terms for one vector.

    Raises OracleError when the vector is not in the form of `oracles/schedules.json`.
    """
    try:
        return parse_terms(_translate(vector["terms"]))
    except TermsError as error:
        raise OracleError(f"vector {vector.get('id')}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise OracleError(
            f"vector {_name(vector)}: {type(error).__name__} {error}: "
            "must have the terms of oracles/schedules.json"
        ) from error


def _name(vector: Any) -> str:
    return str(vector.get("id")) if isinstance(vector, Mapping) else repr(vector)[:40]


def _translate(theirs: Mapping[str, Any]) -> dict[str, Any]:
    rounding, grace = theirs["rounding"], theirs["grace"]
    decimals = theirs["currency"]["decimals"]
    mode = _MODES[rounding["mode"]]
    multiple = rounding["instalment_multiple_of"]
    return {
        "principal": theirs["principal"],
        "annual_rate": _annual_rate(theirs),
        "method": _method(theirs),
        "instalments": theirs["instalments"],
        "every": theirs["repay_every"],
        "unit": _UNITS[theirs["repay_unit"]],
        "disbursed_on": theirs["disbursement_date"],
        "first_due_on": theirs["first_due_date"],
        "day_count": _DAY_COUNTS.get(
            (theirs["days_in_month"], theirs["days_in_year"]), "actual/actual"
        ),
        "interest_period": "daily" if theirs["interest_period"] == "daily" else "instalment",
        "rounding": {
            "decimals": decimals,
            "instalment": mode,
            "interest": mode,
            "multiple_of": None if multiple is None else str(multiple),
        },
        "grace": {
            "principal": grace["principal_instalments"],
            "interest": grace["interest_instalments"],
            "interest_free": grace["interest_free_instalments"],
        },
        "down_payment_pct": theirs["down_payment_pct"],
        "fees": [_fee(index, fee) for index, fee in enumerate(theirs["fees"], start=1)],
        "takeover": _options(theirs),
    }


def _options(theirs: Mapping[str, Any]) -> dict[str, Any]:
    multiples = theirs["rounding"].get("amounts_in_multiples_of")
    return {
        "schedule_family": theirs["schedule_family"],
        "days_in_month": theirs["days_in_month"],
        "days_in_year": theirs["days_in_year"],
        "leap_year_rule": theirs["leap_year_rule"],
        "year_boundary_split": theirs["year_boundary_split"],
        "schedule_start": _start(theirs),
        "fixed_instalment": theirs["fixed_instalment"],
        "fixed_length_days": theirs["fixed_length_days"],
        "amounts_in_multiples_of": None if multiples is None else str(multiples),
        "precision_digits": theirs["rounding"]["precision_digits"],
    }


def _start(theirs: Mapping[str, Any]) -> str | None:
    if theirs.get("schedule_start"):
        return str(theirs["schedule_start"])
    if theirs["schedule_anchor"] == "submitted_date":
        return str(theirs["submitted_date"])
    return None


def _annual_rate(theirs: Mapping[str, Any]) -> str:

    return str(Decimal(theirs["rate_pct"]) * _RATES_A_YEAR[theirs["rate_per"]])


def _method(theirs: Mapping[str, Any]) -> str:
    if theirs["interest_method"] == "flat":
        return "flat"
    return str(theirs["amortization"])


def _fee(index: int, fee: Mapping[str, Any]) -> dict[str, Any]:
    base = _FEE_BASES[fee["basis"]]
    size = {"amount": fee["value"]} if base is None else {"pct": fee["value"], "of": base}
    return {"name": f"fee {index}", "kind": fee["kind"], **size}
