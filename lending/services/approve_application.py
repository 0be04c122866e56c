"""The decision to lend: a limit, a price, and until when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.errors import FieldProblem, InvalidInput
from core.events import publish
from core.transitions import move
from lending.events import ApplicationDecided
from lending.locks import lock_application
from lending.models import Application
from lending.policies import require_decider
from lending.state_check import require_state
from lending.states import ApplicationState


@transaction.atomic
def approve_application(
    *,
    application_id: str,
    limit: Decimal,
    annual_rate: Decimal,
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
) -> Application:
    """Approve an application up to `limit` at `annual_rate` percent a year; the offer stands some days.

    Raises NotFound, NotAllowed, IllegalMove, InvalidInput when limit or rate is outside the product.
    """
    application = lock_application(application_id)
    require_decider(actor)
    require_state(application, ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW)
    version = application.product_version
    problems = []
    if not version.amount_min <= limit <= version.amount_max:
        problems.append(
            FieldProblem(
                "/limit",
                "limit_out_of_range",
                f"{limit} is not between {version.amount_min} and {version.amount_max}",
            )
        )
    if not version.annual_rate_min <= annual_rate <= version.annual_rate:
        problems.append(
            FieldProblem(
                "/annual_rate",
                "rate_out_of_range",
                f"{annual_rate} is not between {version.annual_rate_min} and {version.annual_rate}",
            )
        )
    if problems:
        raise InvalidInput(problems=problems)
    application.limit = limit
    application.offered_rate = annual_rate
    application.offer_expires_on = open_date() + dt.timedelta(days=version.offer_days)
    move(application, "approve", actor=actor, at=at, reason=reason)
    record(
        "lending.approve_application",
        actor=actor,
        subject=application,
        reason=reason,
        details={"limit": str(limit), "annual_rate": str(annual_rate)},
    )
    publish(ApplicationDecided(application_id=application.pk, outcome="approve"))
    return application
