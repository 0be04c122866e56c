"""The decision not to lend."""

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
def decline_application(
    *, application_id: str, reason: str, actor: Actor, at: dt.datetime
) -> Application:
    """Decline an application; the reasons for people lie with the decision.

    Raises NotFound, NotAllowed, IllegalMove.
    """
    application = lock_application(application_id)
    require_decider(actor)
    move(application, "decline", actor=actor, at=at, reason=reason)
    record("lending.decline_application", actor=actor, subject=application, reason=reason)
    publish(ApplicationDecided(application_id=application.pk, outcome="decline"))
    return application
