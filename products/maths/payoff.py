"""What it costs to be free of a loan on a date: principal, interest for the days used.

Early repayment pays interest for the actual period (Civil Code 677); a charge for it is due only
where the product states one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from products.maths.allocation import Split
from products.maths.errors import PayoffError
from products.maths.rounding import EXACT, ZERO, round_money
from products.maths.schedule import Row, Schedule

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Payoff:
    """A payoff on a date."""

    on: date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal
    early_repayment_charge: Decimal

    @property
    def total(self) -> Decimal:
        return (
            self.principal + self.interest + self.fee + self.penalty + self.early_repayment_charge
        )


def quote_payoff(
    schedule: Schedule,
    *,
    on: date,
    paid: Iterable[Split] = (),
    penalty: Decimal = ZERO,
    early_repayment_charge_pct: Decimal = ZERO,
) -> Payoff:
    """The payoff of a loan on a date.

    `paid` is what has been paid so far, row by row; `penalty` what is owed of penalty. The charge
    is a percentage of the principal that is not yet due on that date. Interest paid for days after
    the payoff is not given back here.
    Raises PayoffError for a date before the payout, a negative charge, or more principal paid than
    lent.
    """
    if on < schedule.terms.disbursed_on:
        raise PayoffError(
            f"on is {on}: must not be before the payout {schedule.terms.disbursed_on}"
        )
    if early_repayment_charge_pct < 0 or penalty < 0:
        raise PayoffError("penalty and early_repayment_charge_pct must be 0 or more")
    splits = [split for split in paid if split.number]
    decimals = schedule.terms.rounding.decimals
    rows = schedule.instalments
    with localcontext(EXACT):
        principal = schedule.financed - sum((split.principal for split in splits), ZERO)
        if principal < 0:
            raise PayoffError(f"paid principal is {-principal} more than was lent")
        interest = accrued_interest(schedule, on=on) - sum((s.interest for s in splits), ZERO)
        fee = sum((row.fee for row in rows if row.ends_on <= on), ZERO) - sum(
            (split.fee for split in splits), ZERO
        )
        not_due = sum((row.principal for row in rows if row.ends_on > on), ZERO)
        charge = round_money(
            min(not_due, principal) * early_repayment_charge_pct / _HUNDRED, decimals=decimals
        )
    return Payoff(
        on=on,
        principal=principal,
        interest=max(interest, ZERO),
        fee=max(fee, ZERO),
        penalty=penalty,
        early_repayment_charge=charge,
    )


def accrued_interest(schedule: Schedule, *, on: date) -> Decimal:
    """Interest the borrower owes from the first day to a date, paid or not, net of the subsidy.

    Whole periods count as in the schedule, the current one by its days so far over its days.
    """
    total = ZERO
    for row in schedule.instalments:
        if row.starts_on >= on:
            break
        total += _earned_until(row, schedule, on)
    return total


def _earned_until(row: Row, schedule: Schedule, on: date) -> Decimal:
    terms = schedule.terms
    with localcontext(EXACT):
        earned = row.earned
        if on < row.ends_on:
            earned = earned * (on - row.starts_on).days / row.days
        if terms.subsidy is not None:
            earned -= round_money(
                earned * terms.subsidy.interest_pct / _HUNDRED, decimals=terms.rounding.decimals
            )
        return round_money(earned, decimals=terms.rounding.decimals, mode=terms.rounding.interest)
