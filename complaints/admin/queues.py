"""Complaints that wait for an answer, by deadline: the handler's own and those that nobody took."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import Role
from complaints.models import Complaint
from complaints.policies import may_handle
from complaints.states import ComplaintState
from core.calendar.business_date import open_date
from core.desk import Queue, QueueItem, case_url, list_url, register_queue

SHOWN = 6
BESIDE = 30  # complaints beside the open one
SOON_DAYS = 3


def waiting_for(user: User) -> QuerySet[Complaint]:
    """Unanswered complaints that are free or this handler's own, the most urgent first."""
    mine = Q(state=ComplaintState.IN_HANDLING, handler=user)
    return (
        Complaint.objects.filter(Q(state=ComplaintState.REGISTERED) | mine)
        .select_related("borrower")
        .order_by("deadline", "pk")
    )


def handlers() -> list[tuple[str, str]]:
    """Choices of a filter by handler."""
    users = User.objects.filter(groups__name=Role.COMPLAINT_HANDLER).order_by("full_name")
    return [(str(user.pk), str(user)) for user in users]


def days_left(complaint: Complaint) -> tuple[str, str]:
    """Days to the deadline in words, and the tone of it."""
    days = (complaint.deadline - open_date()).days
    if days < 0:
        return _("%(days)s days late") % {"days": -days}, "danger"
    if days == 0:
        return _("today"), "danger"
    return _("%(days)s days left") % {"days": days}, "warning" if days <= SOON_DAYS else ""


def complaint_items(user: User, *, here: int | None = None, most: int = BESIDE) -> list[QueueItem]:
    items = []
    for complaint in waiting_for(user)[:most]:
        words, tone = days_left(complaint)
        items.append(
            QueueItem(
                title=complaint.number,
                href=case_url(complaint),
                note=f"{complaint.get_category_display()} · {complaint.borrower.masked_name}",
                mark=words,
                tone=tone,
                is_mine=complaint.handler_id == user.pk,
                is_here=complaint.pk == here,
            )
        )
    return items


def complaint_queue(request: HttpRequest) -> Queue | None:
    user = request.user
    if not isinstance(user, User) or not may_handle(user):
        return None
    return Queue(
        title=_("Complaints"),
        icon="forum",
        href=list_url("complaints.complaint"),
        total=waiting_for(user).count(),
        items=complaint_items(user, most=SHOWN),
        empty=_("No complaint waits."),
        tone="warning",
    )


register_queue(50, complaint_queue)
