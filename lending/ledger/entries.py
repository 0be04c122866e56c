"""The one way into the ledger: `post_entry`; the one way to correct it: `reverse_entry`.

Both run inside the caller's transaction and write an entry with all its postings in one
statement, as the database's guards demand (migration 0002). Set-based writers use the same
statement shape: `WITH e AS (INSERT INTO lending_journalentry ... RETURNING ...) INSERT INTO
lending_posting SELECT ... FROM e ...`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.calendar.business_date import hold_open_date
from core.errors import OutsideTransaction
from lending.errors import AlreadyReversed, EntryExistsWithOtherContent
from lending.ledger.chart import Account, Side
from lending.models import JournalEntry

HOUSE = 1  # obligation of entries that concern nobody's debt

_INSERT = """
WITH given AS (
    SELECT * FROM unnest(%(accounts)s::varchar[], %(sides)s::varchar[], %(amounts)s::numeric[])
        WITH ORDINALITY AS line(account, side, amount, number)
), entry AS (
    INSERT INTO lending_journalentry
        (obligation_id, kind, product, currency, value_on, booked_on, recorded_at, source,
         idempotency_key, reverses_id, lines, total)
    VALUES (%(obligation)s, %(kind)s, %(product)s, %(currency)s, %(value_on)s, %(booked_on)s,
            clock_timestamp(), %(source)s, %(key)s, %(reverses)s, %(lines)s, %(total)s)
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id
), written AS (
    INSERT INTO lending_posting (obligation_id, entry_id, line, account, side, amount, currency)
    SELECT %(obligation)s, entry.id, number, account, side, amount, %(currency)s FROM entry, given
    RETURNING entry_id
)
SELECT max(entry_id) FROM written
"""


@dataclass(frozen=True)
class Line:
    """One side of an entry: a positive amount in the entry's currency."""

    account: Account
    side: Side
    amount: Decimal


def debit(account: Account, amount: Decimal) -> Line:
    return Line(account, Side.DEBIT, amount)


def credit(account: Account, amount: Decimal) -> Line:
    return Line(account, Side.CREDIT, amount)


def post_entry(
    *,
    obligation_id: int,
    kind: str,
    product: str,
    currency: str,
    value_on: dt.date,
    source: str,
    idempotency_key: str,
    lines: Sequence[Line],
    reverses_id: int | None = None,
) -> JournalEntry:
    """Write one balanced entry, booked on the open business date; zero lines are left out.

    The same key again returns the first entry when the content is the same.
    Raises ValueError for lines that do not balance, EntryExistsWithOtherContent, OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("post_entry")
    kept = [line for line in lines if line.amount != 0]
    debits = sum((x.amount for x in kept if x.side == Side.DEBIT), Decimal(0))
    credits = sum((x.amount for x in kept if x.side == Side.CREDIT), Decimal(0))
    if debits != credits or debits <= 0 or any(x.amount < 0 for x in kept):
        raise ValueError(f"{kind} {source} does not balance: debit {debits}, credit {credits}")
    booked_on = hold_open_date()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "accounts": [str(x.account) for x in kept],
                "sides": [str(x.side) for x in kept],
                "amounts": [x.amount for x in kept],
                "obligation": obligation_id,
                "kind": kind,
                "product": product,
                "currency": currency,
                "value_on": value_on,
                "booked_on": booked_on,
                "source": source,
                "key": idempotency_key,
                "reverses": reverses_id,
                "lines": len(kept),
                "total": debits,
            },
        )
        (entry_id,) = cursor.fetchone()
    if entry_id is not None:
        return JournalEntry.objects.get(pk=entry_id)
    first = JournalEntry.objects.get(idempotency_key=idempotency_key)
    same = (first.obligation_id, first.kind, first.total, first.source, first.value_on)
    if same != (obligation_id, kind, debits, source, value_on):
        raise EntryExistsWithOtherContent(key=idempotency_key)
    return first


def reverse_entry(*, entry: JournalEntry, source: str, idempotency_key: str) -> JournalEntry:
    """Write the exact opposite of an entry, with its value date, booked on the open date.

    Raises AlreadyReversed when another reversal exists.
    """
    earlier = JournalEntry.objects.filter(reverses_id=entry.pk).first()
    if earlier is not None and earlier.idempotency_key != idempotency_key:
        raise AlreadyReversed(entry=entry.pk)
    other = {Side.DEBIT: Side.CREDIT, Side.CREDIT: Side.DEBIT}
    postings = entry.postings.filter(obligation_id=entry.obligation_id).order_by("line")
    return post_entry(
        obligation_id=entry.obligation_id,
        kind=f"{entry.kind}_reversed",
        product=entry.product,
        currency=entry.currency,
        value_on=entry.value_on,
        source=source,
        idempotency_key=idempotency_key,
        lines=[Line(Account(p.account), other[Side(p.side)], p.amount) for p in postings],
        reverses_id=entry.pk,
    )
