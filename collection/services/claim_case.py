"""A collector takes a case."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from collection.errors import CaseClosed, CaseTaken
from collection.locks import lock_case
from collection.models import CollectionCase
from collection.policies import StaffUser, require_collector
from collection.states import CaseState
from core.audit import record
from core.transitions import move


@transaction.atomic
def claim_case(*, case_id: str, user: StaffUser, at: dt.datetime) -> CollectionCase:
    """Take an open case; one's own again is returned as it is.

    Raises NotAllowed but for collectors, NotFound, CaseTaken, CaseClosed.
    """
    require_collector(user)
    case = lock_case(case_id)
    if case.state == CaseState.WORKING:
        if case.collector_id != user.pk:
            raise CaseTaken
        return case
    if case.state != CaseState.OPEN:
        raise CaseClosed
    move(case, "claim", actor=user.as_actor(), at=at, collector_id=user.pk)
    record("collection.claim_case", actor=user.as_actor(), subject=case)
    return case
