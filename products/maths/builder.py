"""From terms to a schedule: by our own rules, or by the rules of the system a loan was taken over
from.
"""

from __future__ import annotations

from decimal import localcontext

from products.maths.amortisation import amortise
from products.maths.due_dates import Period, WorkingDayTest, build_periods
from products.maths.interest import Factor, period_factors, sum_factors
from products.maths.rounding import EXACT
from products.maths.schedule import Schedule, compose_schedule, down_payment_of
from products.maths.takeover_schedule import build_takeover_schedule
from products.maths.terms import Terms


def build_schedule(terms: Terms, *, is_working_day: WorkingDayTest | None = None) -> Schedule:
    """The schedule of a loan.

    Raises CalendarRequired when the terms move due dates off days of rest and no calendar is given.
    """
    with localcontext(EXACT):
        if terms.takeover is not None and terms.takeover.schedule_family is not None:
            return build_takeover_schedule(terms)
        periods = build_periods(terms, is_working_day=is_working_day)
        factors = period_factors(terms, periods)
        if terms.method == "bullet":
            periods, factors = _whole_term(periods, factors)
        down_payment = down_payment_of(terms)
        parts = amortise(terms.principal - down_payment, factors, terms)
        return compose_schedule(terms, periods, parts, down_payment=down_payment)


def _whole_term(periods: list[Period], factors: list[Factor]) -> tuple[list[Period], list[Factor]]:
    """All periods as one, for a loan that is paid back in one sum."""
    first, last = periods[0], periods[-1]
    whole = Period(1, first.starts_on, last.ends_on, last.due_on, first.regular_from)
    return [whole], [sum_factors(factors)]
