"""Bills for what falls due within the next days, told to the borrower once (SC10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from core.actors import Actor
from core.notifications import notify_all
from repayments.billing import write_bills


@transaction.atomic
def issue_bills(
    *, obligation_ids: Sequence[int], on: dt.date, actor: Actor, at: dt.datetime
) -> int:
    """Issue and announce bills at the close of `on`; returns how many. Run again it finds nothing."""
    bills = write_bills(obligation_ids=obligation_ids, on=on, actor=actor)
    notify_all(
        [(bill.borrower, bill.facts) for bill in bills if bill.is_reachable],
        template="bill.issued",
        at=at,
    )
    return len(bills)
