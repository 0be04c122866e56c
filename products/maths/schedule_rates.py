"""The annual rates of a schedule, by every convention that a quote shows.

Flows are the borrower's: the payout less what is withheld or paid on the first day, then the total
of each row (net of a subsidy), at the nominal due dates. A loan with one payment is measured over
its own term, up to a year, as 12 CFR 1026 Appendix J (b)(5) has it; a simple rate of one year is
then the plain simple rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from products.maths.apr import (
    Flow,
    effective_annual,
    periodic_rate,
    simple_annual,
    us_actuarial_apr,
)
from products.maths.due_dates import add_units
from products.maths.errors import NoSolution
from products.maths.rounding import EXACT, ZERO
from products.maths.schedule import Schedule
from products.maths.terms import Terms

UNITS_A_YEAR = {"month": 12, "week": 52, "day": 365}
_ODD_DAYS = {"month": 30, "week": 7, "day": 1}
_RATE_QUANTUM = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates in percent at 4 decimals; None without a solution, the reason in `notes`."""

    nominal: Decimal
    apr_irr_simple: Decimal | None
    apr_irr_effective: Decimal | None
    apr_us_actuarial: Decimal | None
    apr_eu: Decimal | None
    notes: tuple[str, ...] = ()


def schedule_rates(schedule: Schedule) -> Rates:
    """All the rates of a schedule. Never raises: a rate that does not exist is None with a note."""
    terms = schedule.terms
    nominal = _percent(terms.annual_rate / 100)
    try:
        simple, effective, us, eu = _solve(schedule)
    except NoSolution as error:
        return Rates(nominal, None, None, None, None, (str(error),))
    return Rates(nominal, _percent(simple), _percent(effective), _percent(us), _percent(eu))


def _solve(schedule: Schedule) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    terms, rows = schedule.terms, schedule.instalments
    net = terms.principal - sum((row.total for row in schedule.rows if not row.number), ZERO)
    amounts = [-row.total for row in rows]
    first = rows[0]
    start = first.starts_on
    if len(rows) == 1:
        return _single_payment(net, amounts[0], start, first.ends_on, terms)
    a_year = Fraction(UNITS_A_YEAR[terms.unit], terms.every)
    regular_from = regular_start(terms, first.ends_on)
    if regular_from == start:
        rate = periodic_rate(_at_regular_times(net, amounts, 1, Fraction(0)))
        effective = effective_annual(rate, a_year)
        simple = simple_annual(rate, a_year)
        if a_year >= 1:
            return simple, effective, simple, effective
        return simple, effective, _us(net, amounts, 1, Fraction(0), terms), effective
    units, rest = divmod(
        Fraction((first.ends_on - start).days, (first.ends_on - regular_from).days), 1
    )
    rate = periodic_rate(_at_regular_times(net, amounts, int(units), rest))
    us_units, us_rest = _us_first_period(start, first.ends_on, terms)
    return (
        simple_annual(rate, a_year),
        effective_annual(rate, a_year),
        _us(net, amounts, us_units, us_rest, terms),
        _eu(net, amounts, start, first.ends_on, terms),
    )


def regular_start(terms: Terms, first_due_on: date) -> date:
    """Where a period that ends on the first due date begins when it is regular."""
    if add_units(terms.disbursed_on, terms.every, terms.unit) == first_due_on:
        return terms.disbursed_on
    anchor_day = terms.anchor_day if terms.unit == "month" else None
    return add_units(first_due_on, -terms.every, terms.unit, anchor_day=anchor_day)


def _at_regular_times(
    net: Decimal, amounts: list[Decimal], units: int, fraction: Fraction, *, step: int = 1
) -> list[Flow]:
    """The first payment after so many units, the others one step after another."""
    return [
        Flow(net, 0),
        *(Flow(amount, units + k * step, fraction) for k, amount in enumerate(amounts)),
    ]


def _us(
    net: Decimal, amounts: list[Decimal], units: int, fraction: Fraction, terms: Terms
) -> Decimal:
    """Appendix J; a unit period is at most a year long, so longer periods are counted in single
    units.
    """
    a_year = Fraction(UNITS_A_YEAR[terms.unit], terms.every)
    if a_year >= 1:
        return us_actuarial_apr(_at_regular_times(net, amounts, units, fraction), a_year)
    whole, rest = divmod((units + fraction) * terms.every, 1)
    flows = _at_regular_times(net, amounts, int(whole), rest, step=terms.every)
    return us_actuarial_apr(flows, Fraction(UNITS_A_YEAR[terms.unit]))


def _us_first_period(start: date, first_due_on: date, terms: Terms) -> tuple[int, Fraction]:
    """Full unit periods counted back from the first due date, then odd days (months of 30 days)."""
    units, reached = _count_back(start, first_due_on, terms.every, terms)
    return units, Fraction((reached - start).days, _ODD_DAYS[terms.unit] * terms.every)


def _count_back(start: date, end: date, every: int, terms: Terms) -> tuple[int, date]:
    """How many whole periods fit between two dates counted back from the later, and where they
    begin.
    """
    units, reached = 0, end
    anchor_day = terms.anchor_day if terms.unit == "month" else None
    while True:
        earlier = add_units(end, -(units + 1) * every, terms.unit, anchor_day=anchor_day)
        if earlier < start:
            return units, reached
        units, reached = units + 1, earlier


def _eu(
    net: Decimal, amounts: list[Decimal], start: date, first_due_on: date, terms: Terms
) -> Decimal:
    """Annex I: whole months (weeks, days) counted back, the days left over a year of 365 or 366
    days.
    """
    a_year = UNITS_A_YEAR[terms.unit]
    units, reached = _count_back(start, first_due_on, 1, terms)
    odd_days = (reached - start).days
    year_days = (reached - add_units(reached, -12, "month")).days
    flows = _at_regular_times(
        net, amounts, units, Fraction(odd_days * a_year, year_days), step=terms.every
    )
    normal = [
        Flow(flow.amount, flow.units + int(flow.fraction), flow.fraction % 1) for flow in flows
    ]
    return effective_annual(periodic_rate(normal), Fraction(a_year))


def _single_payment(
    net: Decimal, amount: Decimal, start: date, end: date, terms: Terms
) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """One payment: the unit is the term, or a year when the term is longer."""
    years = _term_in_years(start, end, terms)
    if years <= 1:
        rate = periodic_rate([Flow(net, 0), Flow(amount, 1)])
        simple, effective = simple_annual(rate, 1 / years), effective_annual(rate, 1 / years)
        return simple, effective, simple, effective
    units, rest = divmod(years, 1)
    flows = [Flow(net, 0), Flow(amount, int(units), rest)]
    rate = periodic_rate(flows)
    return rate, rate, us_actuarial_apr(flows, Fraction(1)), rate


def _term_in_years(start: date, end: date, terms: Terms) -> Fraction:
    """Whole months over 12 or whole weeks over 52 where the term is that, else days over 365."""
    days = (end - start).days
    if terms.unit == "month":
        months = (end.year - start.year) * 12 + end.month - start.month
        if months and add_units(start, months, "month") == end:
            return Fraction(months, 12)
    if terms.unit == "week" and days % 7 == 0:
        return Fraction(days // 7, 52)
    return Fraction(days, 365)


def _percent(rate: Decimal) -> Decimal:
    percent = EXACT.multiply(rate, Decimal(100))
    return percent.quantize(_RATE_QUANTUM, rounding=ROUND_HALF_UP, context=EXACT)
