"""From money to splits: which part of which row a payment meets, in the agreed order.

Due rows first, oldest first, each in full before the next; then the one next row in advance; what
no row takes is kept for the borrower. The spreading itself is `products.maths.allocation`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.ledger.chart import Account
from lending.models import Instalment, Loan
from products.maths.allocation import Due, Split, allocate
from repayments.models import Allocation

ZERO = Decimal("0.00")
Part = Allocation.Part


@dataclass(frozen=True)
class RowSplit:
    """What of one payment goes to one row."""

    row: Instalment
    split: Split


@dataclass(frozen=True)
class Splits:
    """A whole payment: rows, and what is left over. They add up to the amount."""

    rows: tuple[RowSplit, ...]
    remainder: Decimal


def unpaid_of(row: Instalment, *, penalty: Decimal = ZERO) -> Due:
    """What is still owed of a row."""
    return Due(
        number=row.number,
        due_on=row.due_on,
        principal=row.principal - row.principal_paid,
        interest=row.interest - row.interest_paid,
        fee=row.fee - row.fee_paid,
        penalty=penalty,
    )


def split_money(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    penalty: Mapping[int, Decimal],
    amount: Decimal,
    on: dt.date,
    in_advance: bool = True,
) -> Splits:
    """Spread an amount that counts from `on` over the current rows of a loan (RULES P12)."""
    due = [row for row in rows if row.due_on <= on]
    later = [row for row in rows if row.due_on > on][:1] if in_advance else []
    found: list[RowSplit] = []
    left = amount
    for group in (due, later):
        by_number = {row.number: row for row in group}
        allocation = allocate(
            left,
            [unpaid_of(row, penalty=penalty.get(row.pk, ZERO)) for row in group],
            order=loan.charges["allocation_order"],
        )
        found += [RowSplit(by_number[split.number], split) for split in allocation.splits]
        left = allocation.remainder
    return Splits(tuple(found), left)


def credits_of(splits: Splits) -> dict[Account, Decimal]:
    """The credit side of a payment. A row not billed yet pays accrued interest and fee income direct."""
    totals: dict[Account, Decimal] = defaultdict(Decimal)
    for item in splits.rows:
        is_billed = item.row.billed_on is not None
        totals[Account.FEE if is_billed else Account.FEE_INCOME] += item.split.fee
        totals[Account.PENALTY] += item.split.penalty
        totals[Account.INTEREST if is_billed else Account.ACCRUED_INTEREST] += item.split.interest
        totals[Account.PRINCIPAL] += item.split.principal
    totals[Account.UNAPPLIED] += splits.remainder
    return {account: amount for account, amount in totals.items() if amount}


def allocations_of(splits: Splits) -> list[tuple[Instalment | None, Part, Decimal]]:
    """The same money as allocations, in the order in which it was spent."""
    found: list[tuple[Instalment | None, Part, Decimal]] = [
        (item.row, part, amount)
        for item in splits.rows
        for part, amount in (
            (Part.FEE, item.split.fee),
            (Part.PENALTY, item.split.penalty),
            (Part.INTEREST, item.split.interest),
            (Part.PRINCIPAL, item.split.principal),
        )
    ]
    found.append((None, Part.UNAPPLIED, splits.remainder))
    return [item for item in found if item[2]]
