"""The doorbell's answer: applications that wait for a decision get one."""

from __future__ import annotations

import datetime as dt
from typing import Final

from approvals.models import BureauAttempt
from approvals.services.decide_application import decide_application
from lending.decision_facts import submitted_before

# The request that submitted decides by itself; what is older was left behind.
WAITING_SECONDS_MIN: Final = 5
BUREAU_PAUSE_SECONDS: Final = 20
AT_ONCE: Final = 100


def decide_waiting(at: dt.datetime) -> int:
    """Decide what is submitted and undecided; returns how many were.

    One that breaks does not hold up the others. Raises ExceptionGroup, after all, with what broke.
    """
    waiting = submitted_before(at - dt.timedelta(seconds=WAITING_SECONDS_MIN), limit=AT_ONCE)
    resting = set(
        BureauAttempt.objects.filter(
            application__public_id__in=waiting,
            attempted_at__gt=at - dt.timedelta(seconds=BUREAU_PAUSE_SECONDS),
        )
        .order_by("pk")
        .values_list("application__public_id", flat=True)
    )
    decided = 0
    broken: list[Exception] = []
    for application_id in waiting:
        if application_id in resting:
            continue
        try:
            decided += decide_application(application_id=application_id, at=at) is not None
        except Exception as error:  # collected and raised below, after the others
            error.add_note(f"while deciding {application_id}")
            broken.append(error)
    if broken:
        raise ExceptionGroup("applications could not be decided", broken)
    return decided
