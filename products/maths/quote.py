"""A quote: rows, totals, rates and the cost statement of some terms, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from products.maths.builder import build_schedule
from products.maths.cost_statement import build_cost_statement
from products.maths.due_dates import WorkingDayTest
from products.maths.schedule import Row, Schedule
from products.maths.schedule_rates import Rates, schedule_rates
from products.maths.terms import Terms, format_money


def make_quote(
    terms: Terms,
    *,
    is_working_day: WorkingDayTest | None = None,
    contingent: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The quote of some terms.

    Raises CalendarRequired when the terms move due dates off days of rest and no calendar is given.
    """
    return quote_schedule(
        build_schedule(terms, is_working_day=is_working_day), contingent=contingent
    )


def quote_schedule(
    schedule: Schedule, *, contingent: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """The quote of a schedule that is already built."""
    decimals = schedule.terms.currency_decimals
    rates = schedule_rates(schedule)
    totals = schedule.totals
    return {
        "rows": [_row_to_dict(row, decimals) for row in schedule.rows],
        "totals": {
            name: format_money(getattr(totals, name), decimals)
            for name in ("principal", "interest", "fee", "subsidy", "total")
        },
        "rates": {
            "nominal": _rate(rates.nominal),
            "apr_irr_simple": _rate(rates.apr_irr_simple),
            "apr_irr_effective": _rate(rates.apr_irr_effective),
            "apr_us_actuarial": _rate(rates.apr_us_actuarial),
            "apr_eu": _rate(rates.apr_eu),
        },
        "cost_statement": build_cost_statement(schedule, rates, contingent=contingent),
        "notes": _notes(schedule, rates),
    }


def _row_to_dict(row: Row, decimals: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "due_on": row.due_on.isoformat(),
        "days": row.days,
        "opening": format_money(row.opening, decimals),
        "principal": format_money(row.principal, decimals),
        "interest": format_money(row.interest, decimals),
        "fee": format_money(row.fee, decimals),
        "subsidy": format_money(row.subsidy, decimals),
        "total": format_money(row.total, decimals),
        "closing": format_money(row.closing, decimals),
    }


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)


def _notes(schedule: Schedule, rates: Rates) -> list[str]:
    notes = [f"no annual rate: {note}" for note in rates.notes]
    if schedule.deducted:
        shown = format_money(schedule.net_disbursed, schedule.terms.currency_decimals)
        notes.append(f"fees are withheld from the payout: rates are on {shown} really paid out")
    if any(row.due_on != row.ends_on for row in schedule.rows):
        notes.append(
            "due dates are moved to working days: interest and rates keep the nominal dates"
        )
    return notes
