"""Fees beside interest: on the first day, with the first instalment, or with every instalment."""

from __future__ import annotations

from decimal import Decimal

from products.maths.rounding import EXACT, ZERO, round_money
from products.maths.terms import Fee, Terms

_HUNDRED = Decimal(100)


def upfront_fee(fee: Fee, terms: Terms) -> Decimal:
    """A fee of the first day, of the loan's principal."""
    return _size(fee, terms.principal, terms.rounding.decimals)


def row_fee(
    fee: Fee, terms: Terms, *, number: int, principal: Decimal, interest: Decimal
) -> Decimal:
    """What one fee adds to one row; 0 for a row that it does not fall in."""
    if fee.kind == "upfront" or (fee.kind == "first" and number != 1):
        return ZERO
    if fee.of == "instalment":
        base = principal + interest
    elif fee.of == "interest":
        base = interest
    else:
        base = terms.principal if fee.kind == "first" else principal
    return _size(fee, base, terms.rounding.decimals)


def row_fees(terms: Terms, *, number: int, principal: Decimal, interest: Decimal) -> Decimal:
    """All the fees of one row, each rounded on its own."""
    total = ZERO
    for fee in terms.fees:
        total += row_fee(fee, terms, number=number, principal=principal, interest=interest)
    return total


def deducted_fees(terms: Terms) -> Decimal:
    """What is withheld from the payout: the principal is then what is left (Civil Code 670)."""
    return sum((upfront_fee(fee, terms) for fee in terms.fees if fee.deducted), ZERO)


def _size(fee: Fee, base: Decimal, decimals: int) -> Decimal:
    if fee.amount is not None:
        return fee.amount
    return round_money(EXACT.divide(base * (fee.pct or ZERO), _HUNDRED), decimals=decimals)
