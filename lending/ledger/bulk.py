"""Many entries in one statement: for whoever moves a whole book (take-over, day-end in Python)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.calendar.business_date import hold_open_date
from core.errors import OutsideTransaction
from lending.ledger.chart import Side
from lending.ledger.entries import Line

_INSERT = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%(entries)s::jsonb) AS x(
        obligation bigint, kind varchar, product varchar, currency varchar, value_on date,
        source varchar, key varchar, lines smallint, total numeric, postings jsonb)
), entry AS (
    INSERT INTO lending_journalentry
        (obligation_id, kind, product, currency, value_on, booked_on, recorded_at, source,
         idempotency_key, reverses_id, lines, total)
    SELECT obligation, kind, product, currency, value_on, %(booked_on)s, clock_timestamp(), source,
           key, NULL, lines, total
    FROM given
    RETURNING id, obligation_id, idempotency_key, currency
)
INSERT INTO lending_posting (obligation_id, entry_id, line, account, side, amount, currency)
SELECT entry.obligation_id, entry.id, p.line, p.account, p.side, p.amount, entry.currency
FROM entry
JOIN given ON given.key = entry.idempotency_key
CROSS JOIN LATERAL jsonb_to_recordset(given.postings)
    AS p(line smallint, account varchar, side varchar, amount numeric)
"""


@dataclass(frozen=True)
class EntryDraft:
    """What `post_entry` takes, as a value."""

    obligation_id: int
    kind: str
    product: str
    currency: str
    value_on: dt.date
    source: str
    idempotency_key: str
    lines: tuple[Line, ...]


def post_entries(drafts: Sequence[EntryDraft]) -> int:
    """Write balanced entries, booked on the open date; returns how many.

    Unlike `post_entry` a repeated key fails the whole statement. Raises ValueError for a draft that
    does not balance (the database would refuse it too), OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("post_entries")
    if not drafts:
        return 0
    booked_on = hold_open_date()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT, {"entries": json.dumps([_row(d) for d in drafts]), "booked_on": booked_on}
        )
    return len(drafts)


def _row(draft: EntryDraft) -> dict[str, object]:
    lines = [line for line in draft.lines if line.amount]
    debits = sum((x.amount for x in lines if x.side == Side.DEBIT), Decimal(0))
    if debits <= 0 or debits != sum((x.amount for x in lines if x.side == Side.CREDIT), Decimal(0)):
        raise ValueError(f"{draft.kind} {draft.source} does not balance")
    return {
        "obligation": draft.obligation_id,
        "kind": draft.kind,
        "product": draft.product,
        "currency": draft.currency,
        "value_on": draft.value_on.isoformat(),
        "source": draft.source,
        "key": draft.idempotency_key,
        "lines": len(lines),
        "total": str(debits),
        "postings": [
            {"line": n, "account": str(x.account), "side": str(x.side), "amount": str(x.amount)}
            for n, x in enumerate(lines, start=1)
        ],
    }
