"""What follows when people have decided: the decision's row and the application's move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from approvals.locks import application_of_case
from approvals.models import Decision, ReviewCase
from approvals.reasons import ranked
from approvals.states import Outcome
from approvals.types import Officer
from core.calendar.business_date import open_date
from core.money import format_amount
from core.notifications import notify
from lending.locks import lock_application_of
from lending.services.approve_application import approve_application
from lending.services.decline_application import decline_application

if TYPE_CHECKING:
    from lending.models import Application


def lock_application_of_case(case_id: str) -> Application:
    """The application first, then the case: the order of everybody else. Raises NotFound."""
    return lock_application_of(application_of_case(case_id))


def conclude(
    application: Application,
    case: ReviewCase,
    user: Officer,
    *,
    outcome: Outcome,
    limit: Decimal | None,
    codes: Sequence[str],
    at: dt.datetime,
) -> Decision:
    """Store the officers' decision beside the machine's, and approve or decline; caller's transaction."""
    actor = user.as_actor()
    referred = Decision.objects.filter(application=application, review=None).order_by("-pk").first()
    rate = None
    if outcome == Outcome.APPROVE:
        version = application.product_version
        by_grade = version.rate_by_grade.get(referred.grade) if referred else None
        rate = Decimal(str(by_grade)) if by_grade is not None else version.annual_rate
    decision = Decision.objects.create(
        application=application,
        outcome=outcome,
        limit=limit,
        annual_rate=rate,
        grade=referred.grade if referred else "",
        score=referred.score if referred else None,
        reasons=ranked(codes, {}),
        trace={"referred_by": referred.public_id if referred else None},
        credit_report_id=referred.credit_report_id if referred else None,
        review=case,
        decided_by=actor.label,
        decided_at=at,
        business_on=open_date(),
    )
    facts = {"application": application.public_id}
    if limit is not None and rate is not None:
        approve_application(
            application_id=application.public_id,
            limit=limit,
            annual_rate=rate,
            actor=actor,
            at=at,
            reason=case.public_id,
        )
        facts["limit"] = format_amount(limit, application.product_version.currency)
    else:
        decline_application(
            application_id=application.public_id, reason=", ".join(codes), actor=actor, at=at
        )
    notify(
        recipient=application.borrower.public_id,
        template="application.approved" if limit is not None else "application.declined",
        facts=facts,
        at=at,
    )
    return decision
