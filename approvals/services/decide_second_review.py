"""The second of two reviews, by another person (SC2, SC15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from approvals.locks import lock_case
from approvals.models import ReviewCase
from approvals.review_input import (
    read_choice,
    read_codes,
    read_limit,
    read_note,
    require_worker,
    write_note,
)
from approvals.services.conclude_review import conclude, lock_application_of_case
from approvals.states import Outcome, ReviewState
from approvals.types import Officer
from core.audit import record
from core.transitions import move


@transaction.atomic
def decide_second_review(
    *,
    case_id: str,
    user: Officer,
    outcome: str,
    note: str,
    at: dt.datetime,
    limit: object = None,
    reason_codes: Sequence[str] = (),
) -> ReviewCase:
    """`approve` up to `limit` (default: the amount asked for), `decline`, or `send_back` to the first desk.

    Raises NotFound, NotAllowed, MakerIsChecker when the same person made the first review,
    IllegalMove, ReviewClaimedByAnother, InvalidInput without a note or with a limit out of bounds.
    """
    application = lock_application_of_case(case_id)
    case = lock_case(case_id)
    require_worker(user, case, ReviewState.SECOND_REVIEW)
    read_choice(outcome, "/outcome", "approve", "decline", "send_back")
    text, codes = read_note(note), read_codes(reason_codes)
    actor = user.as_actor()
    write_note(case, user, recommendation=outcome, text=text, at=at)
    if outcome == "send_back":
        move(case, "send_back", actor=actor, at=at)
    elif outcome == "approve":
        granted = read_limit(str(application.amount) if limit in (None, "") else limit, application)
        move(case, "approve", actor=actor, at=at, reviewer_id=user.pk)
        conclude(application, case, user, outcome=Outcome.APPROVE, limit=granted, codes=(), at=at)
    else:
        move(case, "decline_second", actor=actor, at=at, reviewer_id=user.pk)
        conclude(application, case, user, outcome=Outcome.DECLINE, limit=None, codes=codes, at=at)
    record(
        "approvals.decide_second_review", actor=actor, subject=case, details={"outcome": outcome}
    )
    return case
