"""The schedule of a loan: one row per due date, its sums, and what is paid on the first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from products.maths.amortisation import Part
from products.maths.due_dates import Period
from products.maths.fees import deducted_fees, row_fees, upfront_fee
from products.maths.rounding import EXACT, ZERO, round_money, round_to_multiple
from products.maths.terms import Terms

# Raised whenever the same terms would give other figures; a signed loan keeps its version.
MATHS_VERSION = "1"

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Row:
    """One due date. `total` is what the borrower pays then, net of the subsidy.

    Row 0 is the first day: down payment and upfront fees. `starts_on` and `ends_on` bound the days
    that interest is for; `due_on` may have moved off a day of rest. `earned` is the interest of
    those days, which is due here unless grace puts it off.
    """

    number: int
    starts_on: date
    ends_on: date
    due_on: date
    opening: Decimal
    principal: Decimal
    interest: Decimal
    fee: Decimal
    subsidy: Decimal
    total: Decimal
    closing: Decimal
    earned: Decimal

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all rows."""

    principal: Decimal
    interest: Decimal
    fee: Decimal
    subsidy: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """Terms and their rows. `down_payment` is paid, `deducted` withheld, on the first day."""

    terms: Terms
    rows: tuple[Row, ...]
    down_payment: Decimal
    deducted: Decimal

    @property
    def financed(self) -> Decimal:
        """The principal that bears interest."""
        return EXACT.subtract(self.terms.principal, self.down_payment)

    @property
    def net_disbursed(self) -> Decimal:
        """What is really paid out: the principal less what is withheld."""
        return EXACT.subtract(self.terms.principal, self.deducted)

    @property
    def instalments(self) -> tuple[Row, ...]:
        """The rows after the first day."""
        return tuple(row for row in self.rows if row.number)

    @property
    def totals(self) -> Totals:
        rows = self.rows
        with localcontext(EXACT):
            return Totals(
                principal=sum((row.principal for row in rows), ZERO),
                interest=sum((row.interest for row in rows), ZERO),
                fee=sum((row.fee for row in rows), ZERO),
                subsidy=sum((row.subsidy for row in rows), ZERO),
                total=sum((row.total for row in rows), ZERO),
            )


def down_payment_of(terms: Terms) -> Decimal:
    """What the borrower pays of the principal on the first day."""
    if terms.down_payment_pct is None:
        return ZERO
    exact = EXACT.divide(terms.principal * terms.down_payment_pct, _HUNDRED)
    rounding = terms.rounding
    if rounding.multiple_of is not None:
        exact = round_to_multiple(exact, multiple=rounding.multiple_of, mode=rounding.instalment)
    return min(
        round_money(exact, decimals=rounding.decimals, mode=rounding.instalment), terms.principal
    )


def compose_schedule(
    terms: Terms, periods: list[Period], parts: list[Part], *, down_payment: Decimal
) -> Schedule:
    """Add fees, subsidy and the row of the first day to the parts of principal and interest."""
    rows = []
    first = _first_day(terms, down_payment)
    if first is not None:
        rows.append(first)
    for period, part in zip(periods, parts, strict=True):
        fee = ZERO
        if terms.fees:
            fee = row_fees(
                terms, number=period.number, principal=part.principal, interest=part.interest
            )
        subsidy = _subsidy_of(part.interest, terms) if terms.subsidy is not None else ZERO
        rows.append(
            Row(
                number=period.number,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                due_on=period.due_on,
                opening=part.opening,
                principal=part.principal,
                interest=part.interest,
                fee=fee,
                subsidy=subsidy,
                total=part.principal + part.interest + fee - subsidy,
                closing=part.closing,
                earned=part.earned,
            )
        )
    return Schedule(
        terms=terms, rows=tuple(rows), down_payment=down_payment, deducted=deducted_fees(terms)
    )


def _first_day(terms: Terms, down_payment: Decimal) -> Row | None:
    fee = sum((upfront_fee(fee, terms) for fee in terms.fees if fee.kind == "upfront"), ZERO)
    has_upfront = any(fee.kind == "upfront" for fee in terms.fees)
    if terms.down_payment_pct is None and not has_upfront:
        return None
    on = terms.disbursed_on
    return Row(
        number=0,
        starts_on=on,
        ends_on=on,
        due_on=on,
        opening=terms.principal,
        principal=down_payment,
        interest=ZERO,
        fee=fee,
        subsidy=ZERO,
        total=down_payment + fee,
        closing=terms.principal - down_payment,
        earned=ZERO,
    )


def _subsidy_of(interest: Decimal, terms: Terms) -> Decimal:
    if terms.subsidy is None:
        return ZERO
    exact = EXACT.divide(interest * terms.subsidy.interest_pct, _HUNDRED)
    return round_money(exact, decimals=terms.rounding.decimals)
