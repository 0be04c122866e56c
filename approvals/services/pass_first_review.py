"""The first of two reviews (SC14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from approvals.locks import lock_case
from approvals.models import ReviewCase
from approvals.review_input import (
    read_choice,
    read_codes,
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
def pass_first_review(
    *,
    case_id: str,
    user: Officer,
    recommendation: str,
    note: str,
    at: dt.datetime,
    reason_codes: Sequence[str] = (),
) -> ReviewCase:
    """`approve` hands the case to the second reviewer with the note; `decline` ends it there.

    Raises NotFound, NotAllowed, IllegalMove, ReviewClaimedByAnother, InvalidInput without a note.
    """
    application = lock_application_of_case(case_id)
    case = lock_case(case_id)
    require_worker(user, case, ReviewState.FIRST_REVIEW)
    read_choice(recommendation, "/recommendation", "approve", "decline")
    text, codes = read_note(note), read_codes(reason_codes)
    actor = user.as_actor()
    write_note(case, user, recommendation=recommendation, text=text, at=at)
    if recommendation == "approve":
        move(case, "pass_first", actor=actor, at=at, reviewer_id=user.pk)
    else:
        move(case, "decline_first", actor=actor, at=at, reviewer_id=user.pk)
        conclude(application, case, user, outcome=Outcome.DECLINE, limit=None, codes=codes, at=at)
    record(
        "approvals.pass_first_review",
        actor=actor,
        subject=case,
        details={"recommendation": recommendation},
    )
    return case
