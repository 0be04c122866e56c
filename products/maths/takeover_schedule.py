"""Schedules by the rules of a system that loans were taken over from, to the cent.

Two families. Progressive: interest by day counts, then the instalment is smoothed so that the last
one hardly differs. Cumulative: interest by whole periods, the last row takes the residue as it
comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext

from products.maths.amortisation import Part, equal_instalment
from products.maths.due_dates import Period
from products.maths.rounding import EXACT, ZERO, round_money, round_to_multiple
from products.maths.schedule import Schedule, compose_schedule, down_payment_of
from products.maths.takeover_periods import (
    TakeoverTerms,
    as_decimal,
    full_period_part,
    interest_part,
    takeover_periods,
)
from products.maths.terms import Takeover, Terms

_SMOOTHING_ROUNDS_MAX = 3
_PRECISION = 19


def build_takeover_schedule(terms: Terms) -> Schedule:
    """The schedule by the family that the takeover options name."""
    options = terms.takeover or Takeover()
    loan = TakeoverTerms(terms, options)
    periods = takeover_periods(loan)
    down_payment = down_payment_of(terms)
    balance = terms.principal - down_payment
    precision = Context(prec=options.precision_digits or _PRECISION, rounding=EXACT.rounding)
    with localcontext(precision):
        if options.schedule_family == "progressive":
            parts = _progressive(balance, loan, periods)
        else:
            parts = _cumulative(balance, loan, periods)
    return compose_schedule(terms, periods, parts, down_payment=down_payment)


def _money(amount: Decimal, terms: Terms) -> Decimal:
    options = terms.takeover
    rounding = terms.rounding
    if options is not None and options.amounts_in_multiples_of is not None:
        return round_to_multiple(
            amount, multiple=options.amounts_in_multiples_of, mode=rounding.interest
        )
    return round_money(amount, decimals=rounding.decimals, mode=rounding.interest)


def _instalment(amount: Decimal, terms: Terms) -> Decimal:
    """Rounded to money, then to the multiple; left as it was where that makes it nothing."""
    rounded = _money(amount, terms)
    if terms.rounding.multiple_of is None:
        return rounded
    multiple = round_to_multiple(
        rounded, multiple=terms.rounding.multiple_of, mode=terms.rounding.instalment
    )
    return multiple or rounded


def _progressive(balance: Decimal, loan: TakeoverTerms, periods: list[Period]) -> list[Part]:
    terms = loan.terms
    rate = terms.annual_rate
    actual = [as_decimal(interest_part(loan, period), rate) for period in periods]
    if terms.method == "flat":
        return _progressive_flat(balance, actual, terms)
    whole = [as_decimal(full_period_part(loan, period), rate) for period in periods]
    grace = terms.grace.principal
    paying = len(periods) - grace
    instalment = loan.options.fixed_instalment
    if instalment is not None:
        return _pay_down(balance, actual, instalment, terms)
    instalment = _instalment(equal_instalment(balance, whole[grace:]), terms)
    parts = _pay_down(balance, actual, instalment, terms)
    for _ in range(_SMOOTHING_ROUNDS_MAX):
        difference = _last_difference(parts, instalment)
        if paying < 2 or abs(difference) * 100 <= paying // 2:
            break
        nudged = _instalment(instalment + _money(difference / paying, terms), terms)
        again = _pay_down(balance, actual, nudged, terms)
        if abs(_last_difference(again, nudged)) >= abs(difference):
            break
        instalment, parts = nudged, again
    return parts


def _last_difference(parts: list[Part], instalment: Decimal) -> Decimal:
    return parts[-1].principal + parts[-1].interest - instalment


def _pay_down(
    balance: Decimal, rates: Sequence[Decimal], instalment: Decimal, terms: Terms
) -> list[Part]:
    """Rows of one instalment; interest it cannot meet, or that grace puts off, is carried."""
    grace, last = terms.grace, len(rates)
    parts: list[Part] = []
    carried = ZERO
    for number, rate in enumerate(rates, start=1):
        earned = ZERO if number <= grace.interest_free else _money(balance * rate, terms)
        owed = earned + carried
        if number == last:
            principal, interest = balance, owed
        elif number <= grace.interest:
            principal, interest = min(instalment, balance), ZERO
        elif number <= grace.principal:
            principal, interest = ZERO, owed
        else:
            interest = min(owed, instalment)
            principal = min(instalment - interest, balance)
        carried = owed - interest
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, earned))
        balance = closing
    return parts


def _progressive_flat(balance: Decimal, rates: Sequence[Decimal], terms: Terms) -> list[Part]:
    original, last = balance, len(rates)
    interests = [_money(original * rate, terms) for rate in rates]
    instalment = _instalment((original + sum(interests, ZERO)) / last, terms)
    parts = []
    for number, interest in enumerate(interests, start=1):
        principal = balance
        if number < last:
            principal = min(max(instalment - interest, ZERO), balance)
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, interest))
        balance = closing
    return parts


def _cumulative(balance: Decimal, loan: TakeoverTerms, periods: list[Period]) -> list[Part]:
    terms = loan.terms
    rates = [as_decimal(interest_part(loan, period), terms.annual_rate) for period in periods]
    if terms.method == "flat":
        return _cumulative_flat(balance, loan, periods)
    if terms.method == "equal_principal":
        return _cumulative_equal_principal(balance, rates, terms)
    paying = len(periods) - terms.grace.principal
    instalment = loan.options.fixed_instalment
    if instalment is None:
        even = as_decimal(full_period_part(loan, periods[0]), terms.annual_rate)
        instalment = _instalment(equal_instalment(balance, [even] * paying), terms)
    return _cumulative_rows(balance, rates, terms, instalment=instalment)


def _cumulative_equal_principal(
    balance: Decimal, rates: Sequence[Decimal], terms: Terms
) -> list[Part]:
    """Equal shares of principal; a multiple for instalments does not touch them."""
    share = _money(balance / (len(rates) - terms.grace.principal), terms)
    return _cumulative_rows(balance, rates, terms, share=share)


def _cumulative_rows(
    balance: Decimal,
    rates: Sequence[Decimal],
    terms: Terms,
    *,
    instalment: Decimal = ZERO,
    share: Decimal | None = None,
) -> list[Part]:
    grace, last = terms.grace, len(rates)
    parts: list[Part] = []
    put_off = ZERO
    for number, rate in enumerate(rates, start=1):
        earned = ZERO if number <= grace.interest_free else _money(balance * rate, terms)
        if number == last:
            principal = balance
        elif number <= grace.principal:
            principal = ZERO
        else:
            wanted = share if share is not None else instalment - earned
            principal = min(max(wanted, ZERO), balance)
        if number <= grace.interest:
            interest, put_off = ZERO, put_off + earned
        else:
            interest, put_off = earned + put_off, ZERO
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, earned))
        balance = closing
    return parts


def _cumulative_flat(balance: Decimal, loan: TakeoverTerms, periods: list[Period]) -> list[Part]:
    """Interest on the full principal, down payment included, spread evenly over the rows."""
    terms, last = loan.terms, len(periods)
    even = as_decimal(full_period_part(loan, periods[0]), terms.annual_rate)
    total = _money(terms.principal * even * last, terms)
    each = _money(total / last, terms)
    multiple = terms.rounding.multiple_of
    share = _money(balance / last, terms)
    if multiple is not None:
        mode = terms.rounding.instalment
        share = (
            round_to_multiple(share, multiple=multiple, mode=mode)
            + round_to_multiple(each, multiple=multiple, mode=mode)
            - each
        )
    parts = []
    left = total
    for number in range(1, last + 1):
        interest = min(each, left) if number < last else left
        left -= interest
        principal = min(max(share, ZERO), balance) if number < last else balance
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, interest))
        balance = closing
    return parts
