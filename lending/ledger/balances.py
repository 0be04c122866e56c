"""Balances read from the postings: the truth that every projection is checked against."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from lending.ledger.chart import DEBIT_NORMAL, Account, Side
from lending.models import Posting


def balances_of(
    obligation_id: int, *, booked_to: dt.date | None = None, value_to: dt.date | None = None
) -> dict[Account, Decimal]:
    """Balance of every account of one obligation, each positive on its normal side.

    As known then: `booked_to`; as known now: `value_to`; both may be given.
    """
    rows = Posting.objects.filter(obligation_id=obligation_id)
    if booked_to is not None:
        rows = rows.filter(entry__booked_on__lte=booked_to)
    if value_to is not None:
        rows = rows.filter(entry__value_on__lte=value_to)
    signed = Case(When(side=Side.DEBIT, then=F("amount")), default=-F("amount"))
    found: dict[Account, Decimal] = defaultdict(Decimal)
    for account, total in (
        rows.values_list("account").annotate(total=Sum(signed)).order_by("account")
    ):
        found[Account(account)] = total if Account(account) in DEBIT_NORMAL else -total
    return found


def trial_balance(*, booked_to: dt.date | None = None) -> list[dict[str, object]]:
    """Debits, credits and balance of every account and currency; debits equal credits in each currency."""
    rows = Posting.objects.all()
    if booked_to is not None:
        rows = rows.filter(entry__booked_on__lte=booked_to)
    zero = Decimal("0.00")
    return [
        {
            "account": account,
            "currency": currency,
            "debit": debit or zero,
            "credit": credit or zero,
            "balance": (debit or zero) - (credit or zero),
        }
        for account, currency, debit, credit in rows.values_list("account", "currency")
        .annotate(
            debit=Sum(Case(When(side=Side.DEBIT, then=F("amount")))),
            credit=Sum(Case(When(side=Side.CREDIT, then=F("amount")))),
        )
        .order_by("currency", "account")
    ]
