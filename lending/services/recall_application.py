"""Taking a submitted request back to change it (SC9)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.events import publish
from core.transitions import move
from lending.events import ApplicationRecalled
from lending.locks import lock_application
from lending.models import Application
from lending.policies import require_applicant


@transaction.atomic
def recall_application(*, application_id: str, actor: Actor, at: dt.datetime) -> Application:
    """Take an application back before it is decided.

    Raises NotFound, IllegalMove; a later stage refuses when an officer has begun the review.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    application.touched_on = open_date()
    move(application, "recall", actor=actor, at=at)
    record("lending.recall_application", actor=actor, subject=application)
    publish(ApplicationRecalled(application_id=application.pk))
    return application
