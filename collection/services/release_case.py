"""A collector gives a case back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from collection.errors import CaseNotYours
from collection.locks import lock_case
from collection.models import CollectionCase
from collection.policies import StaffUser, require_collector
from core.audit import record
from core.transitions import move


@transaction.atomic
def release_case(
    *, case_id: str, user: StaffUser, at: dt.datetime, reason: str = ""
) -> CollectionCase:
    """Put one's own case back on the desk. Raises NotAllowed, NotFound, CaseNotYours, IllegalMove."""
    require_collector(user)
    case = lock_case(case_id)
    if case.collector_id != user.pk:
        raise CaseNotYours
    move(case, "release", actor=user.as_actor(), at=at, reason=reason)
    record("collection.release_case", actor=user.as_actor(), subject=case, reason=reason)
    return case
