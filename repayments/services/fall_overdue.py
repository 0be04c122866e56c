"""The close of a day on which grace ended unpaid: penalty runs, the loan is overdue (PP3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from core.actors import Actor
from lending.states import LoanState
from repayments.locks import lock_instalments, lock_loan
from repayments.models import Bill
from repayments.penalty import CYCLE_DAYS, grace_ends_on, post_penalty, start_penalty
from repayments.standing import mark_overdue
from repayments.states import BillState

_LATE = """
SELECT l.public_id FROM lending_loan l
WHERE l.obligation_id = ANY(%(ids)s) AND (
    l.state = 'overdue' AND l.oldest_unpaid_due_on < %(on)s
        AND (%(on)s - l.oldest_unpaid_due_on) %% %(cycle)s = 0
    OR l.state IN ('active', 'overdue') AND EXISTS (
        SELECT 1 FROM lending_instalment i JOIN repayments_bill b ON b.instalment_id = i.id
        WHERE i.loan_id = l.id AND i.is_current AND i.settled_on IS NULL AND b.state = 'open'
          AND i.due_on + (l.charges ->> 'grace_days')::int <= %(on)s
    )
)
ORDER BY l.id
"""


@transaction.atomic
def fall_overdue(
    *,
    obligation_ids: Sequence[int],
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
    told_at: dt.datetime,
) -> int:
    """Make loans overdue whose grace ends with `on`, and penalty receivable where its time has come.

    Penalty counts from the due date: grace is forgiven only to those who pay within it. Returns how
    many loans were written. Run again it finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"ids": list(obligation_ids), "on": on, "cycle": CYCLE_DAYS})
        late = [public_id for (public_id,) in cursor.fetchall()]
    for public_id in late:
        _fall_overdue(public_id, on=on, actor=actor, at=at, told_at=told_at)
    return len(late)


def _fall_overdue(
    loan_id: str, *, on: dt.date, actor: Actor, at: dt.datetime, told_at: dt.datetime
) -> None:
    loan = lock_loan(loan_id)
    if loan.state not in (LoanState.ACTIVE, LoanState.OVERDUE):
        return  # somebody settled it since we looked
    rows = lock_instalments(loan)
    not_yet = set(
        Bill.objects.filter(instalment__in=rows, state=BillState.OPEN).values_list(
            "instalment_id", flat=True
        )
    )
    late = [
        row
        for row in rows
        if row.settled_on is None and row.pk in not_yet and grace_ends_on(loan, row) <= on
    ]
    key = f"penalty:{on}:{loan.obligation_id}"
    post_penalty(loan=loan, on=on, source=loan.public_id, idempotency_key=key)
    for row in late:
        start_penalty(loan=loan, row=row, base=row.principal - row.principal_paid, on=row.due_on)
    if late:
        mark_overdue(
            loan=loan,
            rows=late,
            actor=actor,
            at=at,
            told_at=told_at,
            reason="unpaid after grace",
        )
    loan.save()
