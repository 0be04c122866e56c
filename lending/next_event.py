"""When the day-end must look at a loan again: `Obligation.next_event_on`, set from its rows.

Events of a loan: a bill is issued, a row falls due, its grace ends, and while it is overdue every
30 days past due (penalty becomes receivable; the classes' boundaries 90, 270 and 360 are among
them). Between events nothing is written and nothing is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

_SET = """
UPDATE lending_obligation o SET next_event_on = next.event_on
FROM lending_loan l
LEFT JOIN LATERAL (
    SELECT min(event_on) AS event_on
    FROM lending_instalment i
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN i.settled_on IS NULL
              THEN i.due_on - (l.charges ->> 'bill_days_before')::int END),
        (CASE WHEN i.billed_on IS NULL THEN greatest(i.due_on, %(after)s + 1) END),
        (CASE WHEN i.settled_on IS NULL THEN i.due_on + (l.charges ->> 'grace_days')::int END),
        (CASE WHEN l.state = 'overdue' AND l.oldest_unpaid_due_on IS NOT NULL
              THEN l.oldest_unpaid_due_on
                   + 30 * (greatest(%(after)s - l.oldest_unpaid_due_on, 0) / 30 + 1) END)
    ) AS events (event_on)
    WHERE i.loan_id = l.id AND i.is_current AND events.event_on > %(after)s
) AS next ON l.state IN ('active', 'overdue')
WHERE l.obligation_id = o.id AND o.id = ANY(%(ids)s)
  AND o.next_event_on IS DISTINCT FROM next.event_on
"""


def schedule_next_events(*, obligation_ids: Sequence[int], after: dt.date) -> int:
    """Set the next event later than `after` of these obligations; returns how many changed.

    Part of the caller's transaction. A loan without events to come (settled, written off) gets none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET, {"ids": list(obligation_ids), "after": after})
        return int(cursor.rowcount)


def due_for_events(on: dt.date) -> list[int]:
    """Obligations that have an event by `on`, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM lending_obligation WHERE next_event_on <= %s ORDER BY id", [on]
        )
        return [pk for (pk,) in cursor.fetchall()]
