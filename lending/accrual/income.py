"""Income of a day: one aggregate entry a product, from the changes that the day's events wrote.

The running daily amount of a product changes only where a segment starts or ends counting, so the
cost grows with the events of the day. What is posted is the difference of rounded running totals:
over any stretch of days the posted income is within half a cent of the exact one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.money import round_money
from lending.accrual.segments import EXACT
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, credit, debit, post_entry
from lending.models import AccrualKind, RecognisedIncome

_CHANGES = """
WITH changes AS (
    SELECT product, currency, kind, sum(round(numerator / denominator, 20)) AS slope, 0::numeric AS jump
    FROM lending_accrualsegment WHERE counts_from = %(on)s GROUP BY 1, 2, 3
    UNION ALL
    SELECT product, currency, kind, -sum(round(numerator / denominator, 20)), 0
    FROM lending_accrualsegment WHERE counts_to = %(on)s GROUP BY 1, 2, 3
    UNION ALL
    SELECT product, currency, kind, 0, sum(amount)
    FROM lending_accrualcorrection WHERE "on" = %(on)s GROUP BY 1, 2, 3
), before AS (
    SELECT product, currency, kind, daily, cumulative
    FROM lending_recognisedincome WHERE "on" = %(before)s
), today AS (
    SELECT product, currency, kind, sum(slope) AS slope, sum(jump) AS jump FROM changes GROUP BY 1, 2, 3
)
SELECT product, currency, kind,
       coalesce(before.daily, 0) + coalesce(today.slope, 0),
       coalesce(before.cumulative, 0),
       coalesce(today.jump, 0)
FROM before FULL JOIN today USING (product, currency, kind)
ORDER BY 1, 2, 3
"""

ACCOUNTS = {
    AccrualKind.INTEREST: (Account.ACCRUED_INTEREST, Account.INTEREST_INCOME),
    AccrualKind.PENALTY: (Account.ACCRUED_PENALTY, Account.PENALTY_INCOME),
}


@dataclass(frozen=True)
class _Day:
    product: str
    currency: str
    kind: AccrualKind
    daily: Decimal
    before: Decimal
    jump: Decimal

    @property
    def cumulative(self) -> Decimal:
        return (self.before + self.daily + self.jump).quantize(EXACT)


def recognise_income(*, on: dt.date) -> int:
    """Post the income of one business date, once; returns the number of products that earned.

    Rebuilt by `check_books --deep` from the segments alone (RELIABILITY invariant 8).
    """
    if RecognisedIncome.objects.filter(on=on).exists():
        return 0
    days = list(_days(on))
    for day in days:
        amount = round_money(day.cumulative, day.currency) - round_money(day.before, day.currency)
        asset, income = ACCOUNTS[day.kind]
        entry = None
        if amount:
            lines = [debit(asset, amount), credit(income, amount)]
            if amount < 0:
                lines = [debit(income, -amount), credit(asset, -amount)]
            entry = post_entry(
                obligation_id=HOUSE,
                kind=f"income_{day.kind}",
                product=day.product,
                currency=day.currency,
                value_on=on,
                source=f"day-end:{on}",
                idempotency_key=f"income:{day.kind}:{day.product}:{day.currency}:{on}",
                lines=lines,
            )
        RecognisedIncome.objects.create(
            product=day.product,
            currency=day.currency,
            kind=day.kind,
            on=on,
            daily=day.daily,
            cumulative=day.cumulative,
            posted=amount,
            entry=entry,
        )
    return len(days)


def _days(on: dt.date) -> Iterator[_Day]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"on": on, "before": on - dt.timedelta(days=1)})
        for product, currency, kind, daily, before, jump in cursor.fetchall():
            yield _Day(product, currency, AccrualKind(kind), daily, before, jump)
