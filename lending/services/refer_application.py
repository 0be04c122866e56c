"""Leaving the decision to people."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.events import publish
from core.transitions import move
from lending.events import ApplicationDecided
from lending.locks import lock_application
from lending.models import Application
from lending.policies import require_decider


@transaction.atomic
def refer_application(
    *, application_id: str, actor: Actor, at: dt.datetime, reason: str = ""
) -> Application:
    """Send a submitted application to review.

    Raises NotFound, NotAllowed, IllegalMove.
    """
    application = lock_application(application_id)
    require_decider(actor)
    move(application, "refer", actor=actor, at=at, reason=reason)
    record("lending.refer_application", actor=actor, subject=application, reason=reason)
    publish(ApplicationDecided(application_id=application.pk, outcome="refer"))
    return application
