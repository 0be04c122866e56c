"""Throwing a draft away (SC9)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from lending.locks import lock_application
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ApplicationState


@transaction.atomic
def delete_application(*, application_id: str, actor: Actor, at: dt.datetime) -> None:
    """Delete an application that was never submitted; the audit trail keeps that it was there.

    Raises NotFound, IllegalMove in any state but draft.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    require_state(application, ApplicationState.DRAFT)
    record("lending.delete_application", actor=actor, subject=application)
    application.delete()
