"""How the principal comes back: the five repayment methods as rows of principal and interest.

Each function takes the balance to repay, one factor per row and the terms, and returns one part per
row. The last row always takes what is left, so that the principal comes back to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from products.maths.interest import Factor, interest_of
from products.maths.rounding import EXACT, MODES, ONE, ZERO, quantum, round_money, round_to_multiple
from products.maths.terms import Terms


class Part(NamedTuple):
    """What one row repays. `earned` is the interest of its days, `interest` what is due."""

    opening: Decimal
    principal: Decimal
    interest: Decimal
    closing: Decimal
    earned: Decimal


def equal_instalment(balance: Decimal, rates: Sequence[Decimal]) -> Decimal:
    """The equal payment that brings `balance` to zero over periods with these rates, unrounded.

    A = P x prod(1 + r_i) / f_n, f_1 = 1, f_i = 1 + f_(i-1) x (1 + r_i).
    """
    product, divisor = ONE, ZERO
    for rate in rates:
        growth = ONE + rate
        product = EXACT.multiply(product, growth)
        divisor = EXACT.fma(divisor, growth, ONE)
    return EXACT.divide(EXACT.multiply(balance, product), divisor)


def round_instalment(amount: Decimal, terms: Terms) -> Decimal:
    """An instalment rounded as the terms say; a multiple that makes it nothing is left aside."""
    rounding = terms.rounding
    if rounding.multiple_of is not None:
        whole = round_to_multiple(amount, multiple=rounding.multiple_of, mode=rounding.instalment)
        if whole:
            return round_money(whole, decimals=rounding.decimals, mode=rounding.instalment)
    return round_money(amount, decimals=rounding.decimals, mode=rounding.instalment)


def amortise(balance: Decimal, factors: Sequence[Factor], terms: Terms) -> list[Part]:
    """The parts of every row by the method of the terms. A bullet loan has a single row."""
    if terms.method == "equal_instalments":
        parts = _equal_instalments(balance, factors, terms)
    elif terms.method == "flat":
        parts = _flat(balance, factors, terms)
    else:
        parts = _by_principal(balance, factors, terms)
    return _defer_interest(parts, terms.grace.interest) if terms.grace.interest else parts


def _equal_instalments(balance: Decimal, factors: Sequence[Factor], terms: Terms) -> list[Part]:
    grace, last = terms.grace.principal, len(factors)
    cent, rounding = quantum(terms.rounding.decimals), MODES[terms.rounding.interest]
    rates = [factor.value for factor in factors[grace:]]
    instalment = round_instalment(equal_instalment(balance, rates), terms)
    parts = []
    for number, factor in enumerate(factors, start=1):
        interest = interest_of(balance, factor, cent, rounding)
        if number == last:
            principal = balance
        elif number <= grace:
            principal = ZERO
        else:
            # A long first period can bear more than one instalment: then no principal is due.
            principal = instalment - interest
            if principal < 0 or principal > balance:
                principal = min(max(principal, ZERO), balance)
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, interest))
        balance = closing
    return parts


def _by_principal(balance: Decimal, factors: Sequence[Factor], terms: Terms) -> list[Part]:
    """Equal principal, interest only, bullet: principal is fixed, interest follows it."""
    grace, last = terms.grace.principal, len(factors)
    cent, rounding = quantum(terms.rounding.decimals), MODES[terms.rounding.interest]
    share = ZERO
    if terms.method == "equal_principal":
        share = round_instalment(EXACT.divide(balance, Decimal(last - grace)), terms)
    parts = []
    for number, factor in enumerate(factors, start=1):
        interest = interest_of(balance, factor, cent, rounding)
        principal = balance if number == last else ZERO if number <= grace else min(share, balance)
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, interest))
        balance = closing
    return parts


def _flat(balance: Decimal, factors: Sequence[Factor], terms: Terms) -> list[Part]:
    """Interest on the original principal in every row, however much has been repaid."""
    grace, last = terms.grace.principal, len(factors)
    cent, rounding = quantum(terms.rounding.decimals), MODES[terms.rounding.interest]
    original, share = balance, EXACT.divide(balance, Decimal(last - grace))
    parts = []
    for number, factor in enumerate(factors, start=1):
        interest = interest_of(original, factor, cent, rounding)
        if number == last:
            principal = balance
        elif number <= grace:
            principal = ZERO
        else:
            principal = round_instalment(share + interest, terms) - interest
            principal = min(max(principal, ZERO), balance)
        closing = balance - principal
        parts.append(Part(balance, principal, interest, closing, interest))
        balance = closing
    return parts


def _defer_interest(parts: list[Part], rows: int) -> list[Part]:
    """Put the interest of the first rows off to the row after them; none is charged on it."""
    put_off = sum((part.interest for part in parts[:rows]), ZERO)
    after = parts[rows]
    return [
        *(part._replace(interest=ZERO) for part in parts[:rows]),
        after._replace(interest=after.interest + put_off),
        *parts[rows + 1 :],
    ]
