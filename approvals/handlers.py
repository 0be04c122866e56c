"""Reactions to what happens to applications; they run in the publisher's transaction."""

from __future__ import annotations

import datetime as dt
from typing import Final

from approvals.services.cancel_review import cancel_review
from core.actors import System
from lending.events import ApplicationRecalled, ApplicationWithdrawn

APPLICANT: Final = System("applicant")


def on_recalled(event: ApplicationRecalled) -> None:
    """The case goes with the application, unless an officer has begun (SC9): ReviewHasBegun."""
    cancel_review(
        application_pk=event.application_id, only_untouched=True, actor=APPLICANT, at=_now()
    )


def on_withdrawn(event: ApplicationWithdrawn) -> None:
    """Withdrawing is always possible, so an officer's case simply ends."""
    cancel_review(
        application_pk=event.application_id, only_untouched=False, actor=APPLICANT, at=_now()
    )


def _now() -> dt.datetime:
    """Events carry no time: a handler is the interface that reads the clock."""
    return dt.datetime.now(dt.UTC)
