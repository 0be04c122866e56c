"""Submitting with the answer at once: what a borrower's page and a partner's call want."""

from __future__ import annotations

import datetime as dt

from approvals.models import Decision
from approvals.services.decide_application import decide_application
from core.actors import Actor
from lending.services.submit_application import submit_application


def submit_and_decide(*, application_id: str, actor: Actor, at: dt.datetime) -> Decision | None:
    """Submit, then decide. None: submitted, but the bureau has not answered; the doorbell goes on.

    The submission stands even when no decision can be made. Raises what `submit_application` raises.
    """
    submit_application(application_id=application_id, actor=actor, at=at)
    return decide_application(application_id=application_id, at=at)
