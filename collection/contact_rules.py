"""What may still be done to a debtor now (RULES K1, K2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from collection.models import ContactAttempt
from collection.types import CALLS_A_DAY_MAX, EFFECTIVE
from core.calendar.business_date import business_now, institution_zone
from core.notifications.quiet_hours import is_quiet


@dataclass(frozen=True)
class ContactAllowance:
    """Whether a contact is allowed at a moment, and how many answered calls the day still has."""

    is_quiet: bool
    calls_left: int

    @property
    def may_call(self) -> bool:
        return not self.is_quiet and self.calls_left > 0


def effective_calls_on(*, borrower_id: int, on: dt.date) -> int:
    """Calls of a business date that reached the debtor, over all their loans."""
    start = dt.datetime.combine(on, dt.time(), tzinfo=institution_zone())
    return ContactAttempt.objects.filter(
        case__loan__borrower_id=borrower_id,
        channel="call",
        outcome__in=EFFECTIVE,
        contacted_at__gte=start,
        contacted_at__lt=start + dt.timedelta(days=1),
    ).count()


def allowance(*, borrower_id: int, at: dt.datetime) -> ContactAllowance:
    """What is allowed at the real moment `at`."""
    moment = business_now(at=at)
    calls = effective_calls_on(borrower_id=borrower_id, on=moment.date())
    return ContactAllowance(
        is_quiet=is_quiet(moment.time()), calls_left=max(CALLS_A_DAY_MAX - calls, 0)
    )
