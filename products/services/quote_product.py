"""Quoting a product: from version, amount and term to the schedule and its cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings

from core.calendar.working_days import WorkingDays
from core.errors import FieldProblem, InvalidInput
from core.money import amount_text, parse_amount
from products.errors import CostAboveCap
from products.maths import parse_terms
from products.maths.quote import make_quote
from products.models import ProductVersion


def quote_product(
    *,
    version: ProductVersion,
    amount: object,
    instalments: object,
    start_on: dt.date,
    method: str | None = None,
    annual_rate: Decimal | None = None,
) -> dict[str, Any]:
    """Schedule, totals, rates and cost statement (INTERFACES 2) at `annual_rate`, or at the ceiling.

    Raises InvalidInput, naming the field, for what the product does not offer; CostAboveCap.
    """
    terms = terms_for(
        version=version,
        amount=amount,
        instalments=instalments,
        method=method,
        annual_rate=annual_rate,
        disbursed_on=start_on,
    )
    rate = version.annual_rate if annual_rate is None else annual_rate
    quote = make_quote(
        parse_terms(terms),
        is_working_day=WorkingDays(terms["country"]),
        contingent=contingent_charges(version=version, annual_rate=rate),
    )
    cost = Decimal(quote["cost_statement"]["annualised_cost"] or 0)
    if cost > version.annual_cost_cap:
        raise CostAboveCap(cost=cost, cap=plain(version.annual_cost_cap))
    return quote


def terms_for(
    *,
    version: ProductVersion,
    amount: object,
    instalments: object,
    method: str | None,
    annual_rate: Decimal | None,
    disbursed_on: dt.date,
) -> dict[str, Any]:
    """The terms (input of the maths) of one loan under a version.

    Raises InvalidInput with every field that the product does not offer.
    """
    problems: list[FieldProblem] = []
    value = parse_amount(amount, version.currency)
    if not version.amount_min <= value <= version.amount_max:
        problems.append(
            FieldProblem(
                "/amount",
                "amount_out_of_range",
                f"{value} is not between {version.amount_min} and {version.amount_max}",
            )
        )
    elif value % version.amount_step:
        problems.append(
            FieldProblem(
                "/amount",
                "amount_not_in_steps",
                f"{value} is not a multiple of {version.amount_step}",
            )
        )
    if isinstance(instalments, bool) or str(instalments) not in map(
        str, version.instalment_choices
    ):
        choices = ", ".join(map(str, version.instalment_choices))
        problems.append(
            FieldProblem(
                "/instalments",
                "instalments_not_offered",
                f"{str(instalments)[:20]!r} is not one of {choices}",
            )
        )
    if method not in (None, "", version.method):
        problems.append(
            FieldProblem(
                "/method",
                "method_not_offered",
                f"{str(method)[:40]!r} is not offered; it is {version.method}",
            )
        )
    if problems:
        raise InvalidInput(problems=problems)
    return {
        "principal": amount_text(value, version.currency),
        "currency": version.currency,
        "annual_rate": plain(version.annual_rate if annual_rate is None else annual_rate),
        "method": version.method,
        "instalments": int(str(instalments)),
        "every": version.every,
        "unit": version.unit,
        "disbursed_on": disbursed_on.isoformat(),
        "day_count": version.day_count,
        "interest_period": version.interest_period,
        "rounding": version.rounding,
        "fees": version.fees,
        "country": settings.LOANWRIGHT_INSTITUTION["country"],
    }


def penalty_rate(*, version: ProductVersion, annual_rate: Decimal) -> Decimal:
    """Percent a year on overdue principal: the contract rate times the factor, within the cap (RULES P4, P14)."""
    return min(annual_rate * version.penalty_rate_factor, version.annual_cost_cap)


def contingent_charges(*, version: ProductVersion, annual_rate: Decimal) -> list[dict[str, Any]]:
    """What is charged only if something goes otherwise than agreed (RULES P2: its own part of the statement)."""
    lender = settings.LOANWRIGHT_INSTITUTION["name"]
    penalty = plain(penalty_rate(version=version, annual_rate=annual_rate))
    charges = [
        {
            "name": "penalty_interest",
            "standard": f"{penalty}% a year of the overdue principal",
            "annual_rate": penalty,
            "collected_by": lender,
        }
    ]
    if version.early_repayment_pct:
        charges.append(
            {
                "name": "early_repayment_charge",
                "standard": f"{plain(version.early_repayment_pct)}% of the principal repaid early",
                "pct": plain(version.early_repayment_pct),
                "collected_by": lender,
            }
        )
    return charges


def plain(value: Decimal) -> str:
    """A rate without trailing zeros or exponent ("18.25")."""
    return f"{value.normalize():f}"
