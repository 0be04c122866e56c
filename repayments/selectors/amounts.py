"""What is owed on a loan, when, and how late it is. Every figure is a function of rows, postings and a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.ledger.balances import balances_of
from lending.ledger.chart import Account
from lending.models import Instalment, Loan
from lending.selectors import instalments_of
from lending.states import LoanState
from products.maths.arrears import days_past_due as days_of
from repayments.penalty import accrued_penalty
from repayments.splitting import unpaid_of

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Outstanding:
    """What the borrower owes, by part: principal due or not, the rest as far as it is due."""

    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True)
class NextDue:
    """The next date on which the borrower should pay, and what is owed by then."""

    on: dt.date
    amount: Decimal


def outstanding(loan: Loan, *, on: dt.date) -> Outstanding:
    """What is owed at a date from the open one on, penalty that has run until then included."""
    return Outstanding(
        principal=loan.principal_outstanding,
        interest=loan.interest_due,
        fee=loan.fee_due,
        penalty=loan.penalty_due + accrued_penalty(loan=loan, on=on),
    )


def next_due(
    loan: Loan, *, on: dt.date, rows: Sequence[Instalment] | None = None
) -> NextDue | None:
    """The oldest date with something unpaid from rows due by then; None when nothing is left to pay.

    A date that has passed stays the next one until it is paid; arrears count with their penalty.
    """
    unsettled = [row for row in (rows or instalments_of(loan)) if row.settled_on is None]
    if not unsettled or not is_open(loan):
        return None
    due = [row for row in unsettled if row.due_on <= on] or unsettled[:1]
    amount = sum((unpaid_of(row).total for row in due), ZERO)
    if due[0].due_on <= on:
        amount += loan.penalty_due + accrued_penalty(loan=loan, on=on)
    return NextDue(on=due[0].due_on, amount=amount)


def most_payable(loan: Loan, *, on: dt.date) -> Decimal:
    """All that can still be paid on a loan by its schedule: the most a borrower is asked for."""
    rows = sum((unpaid_of(row).total for row in instalments_of(loan)), ZERO)
    owed: Decimal = rows + loan.penalty_due + accrued_penalty(loan=loan, on=on) - loan.unapplied
    return max(owed, ZERO)


def days_past_due(loan: Loan, *, on: dt.date) -> int:
    """Days since the oldest unpaid due date, 0 within grace (PP3)."""
    if not is_open(loan):
        return 0
    return days_of(loan.oldest_unpaid_due_on, on=on, grace_days=int(loan.charges["grace_days"]))


def is_open(loan: Loan) -> bool:
    """Whether payments are expected on the loan."""
    return loan.state in (LoanState.ACTIVE, LoanState.OVERDUE)


def balance_as_of(
    loan: Loan, *, on: dt.date, known_on: dt.date | None = None
) -> dict[str, Decimal]:
    """Balances by the postings that count from `on` or before; as they were known on `known_on`."""
    found = balances_of(loan.obligation_id, value_to=on, booked_to=known_on)
    return {
        "principal": found[Account.PRINCIPAL],
        "interest": found[Account.INTEREST],
        "fee": found[Account.FEE],
        "penalty": found[Account.PENALTY],
        "unapplied": found[Account.UNAPPLIED],
    }
