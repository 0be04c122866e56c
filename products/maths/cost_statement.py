"""The all-in cost statement: every charge of normal performance and the annualised figure.

One per offer, confirmed before signing (综合融资成本明示, in force 2026-08-01). Wording for
people belongs to the page that shows it; each charge therefore also says in fields what its
`standard` says in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from products.maths.fees import row_fee, upfront_fee
from products.maths.rounding import ZERO
from products.maths.schedule import Schedule
from products.maths.schedule_rates import Rates
from products.maths.terms import Fee, Terms, format_money, plain

ANNUALISED_METHOD = "irr_simple"

_WHEN = {
    "upfront": "on the first day",
    "first": "with the first instalment",
    "per_instalment": "with each instalment",
}


def build_cost_statement(
    schedule: Schedule, rates: Rates, *, contingent: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """The statement as JSON. `contingent` are the charges of default or early repayment, from the
    product.
    """
    terms = schedule.terms
    decimals = terms.currency_decimals
    charges = [_interest_charge(schedule)]
    charges += [_fee_charge(fee, schedule) for fee in terms.fees]
    return {
        "principal": format_money(terms.principal, decimals),
        "net_disbursed": format_money(schedule.net_disbursed, decimals),
        "charges": charges,
        "annualised_cost": None if rates.apr_irr_simple is None else str(rates.apr_irr_simple),
        "annualised_method": ANNUALISED_METHOD,
        "contingent": list(contingent),
    }


def fee_total(fee: Fee, schedule: Schedule) -> Decimal:
    """What one fee comes to over the whole loan."""
    terms = schedule.terms
    if fee.kind == "upfront":
        return upfront_fee(fee, terms)
    return sum(
        (
            row_fee(fee, terms, number=row.number, principal=row.principal, interest=row.interest)
            for row in schedule.instalments
        ),
        ZERO,
    )


def _interest_charge(schedule: Schedule) -> dict[str, Any]:
    terms, totals = schedule.terms, schedule.totals
    return {
        "name": "interest",
        "standard": _interest_standard(terms),
        "amount": format_money(totals.interest - totals.subsidy, terms.currency_decimals),
        "collected_by": "lender",
    }


def _interest_standard(terms: Terms) -> str:
    text = f"{plain(terms.annual_rate)}% a year"
    if terms.daily_rate is not None:
        text += f" ({plain(terms.daily_rate)}% a day)"
    if terms.method == "flat":
        text += " of the original principal"
    if terms.subsidy is not None:
        text += f", {plain(terms.subsidy.interest_pct)}% of it paid by {terms.subsidy.paid_by}"
    return text


def _fee_charge(fee: Fee, schedule: Schedule) -> dict[str, Any]:
    decimals = schedule.terms.currency_decimals
    size = (
        format_money(fee.amount, decimals)
        if fee.amount is not None
        else f"{plain(fee.pct)}% of {fee.of}"
    )
    withheld = ", withheld from the payout" if fee.deducted else ""
    return {
        "name": fee.name,
        "standard": f"{size} {_WHEN[fee.kind]}{withheld}",
        "amount": format_money(fee_total(fee, schedule), decimals),
        "collected_by": fee.collected_by or "lender",
    }
