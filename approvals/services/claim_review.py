"""Taking a case from the queue, and giving it back (CL4)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from approvals.errors import ReviewNotClaimed
from approvals.locks import lock_case
from approvals.models import ReviewCase
from approvals.review_input import require_worker
from approvals.states import ReviewState
from approvals.types import Officer
from core.audit import record


@transaction.atomic
def claim_review(*, case_id: str, user: Officer, at: dt.datetime) -> ReviewCase:
    """Put a case on one officer's desk; claiming one's own case again changes nothing.

    Raises NotFound, IllegalMove, NotAllowed, MakerIsChecker (SC2), ReviewClaimedByAnother.
    """
    case = lock_case(case_id)
    require_worker(user, case, ReviewState.FIRST_REVIEW, ReviewState.SECOND_REVIEW)
    if case.claimed_by_id == user.pk:
        return case
    case.claimed_by_id = user.pk
    case.save(update_fields=["claimed_by"])
    record("approvals.claim_review", actor=user.as_actor(), subject=case)
    return case


@transaction.atomic
def release_review(*, case_id: str, user: Officer, at: dt.datetime) -> ReviewCase:
    """Give a case back to the queue. Raises NotFound, ReviewNotClaimed."""
    case = lock_case(case_id)
    if case.claimed_by_id != user.pk or case.closed_at is not None:
        raise ReviewNotClaimed
    case.claimed_by_id = None
    case.save(update_fields=["claimed_by"])
    record("approvals.release_review", actor=user.as_actor(), subject=case)
    return case
