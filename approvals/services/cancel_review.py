"""Ending a case because the applicant took the application back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from approvals.errors import ReviewHasBegun
from approvals.locks import lock_open_case_of
from approvals.models import ReviewCase
from core.actors import Actor
from core.audit import record
from core.transitions import move


@transaction.atomic
def cancel_review(
    *, application_pk: int, only_untouched: bool, actor: Actor, at: dt.datetime
) -> ReviewCase | None:
    """Cancel the open case of an application, if there is one.

    Raises ReviewHasBegun when `only_untouched` and an officer has claimed it or written a note.
    """
    case = lock_open_case_of(application_pk)
    if case is None:
        return None
    if only_untouched and (case.claimed_by_id is not None or case.notes.exists()):
        raise ReviewHasBegun
    move(case, "cancel", actor=actor, at=at)
    record("approvals.cancel_review", actor=actor, subject=case)
    return case
