"""The collectors' waiting work: their own cases and the free ones, longest overdue first."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import Role
from collection.policies import StaffUser, may_collect
from collection.selectors import case_facts, open_cases_for
from core.calendar.business_date import open_date
from core.desk import Queue, QueueItem, case_url, list_url, money, register_queue
from core.desk.officers import officer

SHOWN = 6
BESIDE = 30  # cases beside the open one


def collectors() -> list[tuple[str, str]]:
    """Choices of a filter by collector."""
    users = User.objects.filter(groups__name=Role.COLLECTOR).order_by("full_name")
    return [(str(user.pk), str(user)) for user in users]


def case_items(user: StaffUser, *, here: int | None = None, most: int = BESIDE) -> list[QueueItem]:
    """Cases this collector may work on."""
    return [
        QueueItem(
            title=f"{facts.borrower} · {money(facts.arrears, facts.currency)}",
            href=case_url(facts.case),
            mark=_("%(days)s days overdue") % {"days": facts.days_past_due},
            tone="danger",
            is_mine=facts.is_taken,
            is_here=facts.case.pk == here,
        )
        for facts in case_facts(open_cases_for(user)[:most], on=open_date())
    ]


def case_queue(request: HttpRequest) -> Queue | None:
    if not may_collect(officer(request)):
        return None
    return Queue(
        title=_("Collection cases"),
        icon="support_agent",
        href=list_url("collections.collectioncase"),
        total=open_cases_for(officer(request)).count(),
        items=case_items(officer(request), most=SHOWN),
        empty=_("Nobody is overdue."),
        tone="warning",
    )


register_queue(40, case_queue)
