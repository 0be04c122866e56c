"""Digests of business dates: sha256 over every entry and posting, chained from date to date.

The database digests each entry (as a JSON array, whose text depends on no setting) and each date's
digests in order; the chain adds the date before, so that no sealed date can change, appear or
vanish without every later seal being wrong.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from django.db import connection

from core.day_end import Seal

_DATES = """
WITH digests AS (
    SELECT e.booked_on, e.id, sha256(convert_to(jsonb_build_array(
        e.id, e.obligation_id, e.kind, e.product, e.currency, e.value_on, e.booked_on,
        extract(epoch FROM e.recorded_at), e.source, e.idempotency_key, e.reverses_id, e.lines, e.total,
        jsonb_agg(jsonb_build_array(p.line, p.account, p.side, p.amount, p.currency) ORDER BY p.line)
    )::text, 'UTF8')) AS digest
    FROM lending_journalentry e
    LEFT JOIN lending_posting p ON p.obligation_id = e.obligation_id AND p.entry_id = e.id
    WHERE e.booked_on BETWEEN %(first)s AND %(last)s
    GROUP BY e.id
)
SELECT booked_on, count(*), encode(sha256(string_agg(digest, ''::bytea ORDER BY id)), 'hex')
FROM digests GROUP BY booked_on
"""


@dataclass(frozen=True)
class DateDigest:
    """Digest of one date's entries by themselves."""

    entries: int
    digest: str


NO_ENTRIES: Final = DateDigest(0, "")


def digests_of_dates(*, first: dt.date, last: dt.date) -> dict[dt.date, DateDigest]:
    """Digest of every date in the span on which something was booked."""
    with connection.cursor() as cursor:
        cursor.execute(_DATES, {"first": first, "last": last})
        return {on: DateDigest(entries, digest) for on, entries, digest in cursor.fetchall()}


def chain(*, on: dt.date, found: DateDigest, previous: str) -> Seal:
    """The seal of a date after the seal before it."""
    text = f"{previous}|{on.isoformat()}|{found.entries}|{found.digest}"
    return Seal(entries=found.entries, digest=hashlib.sha256(text.encode()).hexdigest())


def seal_of_date(on: dt.date, previous: str) -> Seal:
    """What the day-end seals a date with."""
    return chain(
        on=on, found=digests_of_dates(first=on, last=on).get(on, NO_ENTRIES), previous=previous
    )
