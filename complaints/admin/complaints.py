"""Complaints by their deadline: taking one, more time, redress, the answer, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from accounts.models import User
from complaints.admin.forms import AnswerForm, ExtendForm, RedressForm
from complaints.admin.queues import complaint_items, days_left, handlers
from complaints.models import Complaint
from complaints.policies import may_handle
from complaints.services import (
    answer_complaint,
    close_complaint,
    extend_complaint,
    request_redress,
    take_complaint,
)
from complaints.states import ComplaintState
from core.desk import (
    TONES,
    Cell,
    Column,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    QueueItem,
    ServiceAction,
    Table,
    case_url,
    day,
    local,
    money,
    timeline_panel,
)
from core.desk.filters import choices_filter
from core.desk.officers import officer

S = ComplaintState
OPEN = (S.REGISTERED, S.IN_HANDLING)


def _own_in(*states: ComplaintState) -> Callable[[Complaint, User], bool]:
    def holds(complaint: Complaint, user: User) -> bool:
        return complaint.handler_id == user.pk and complaint.state in states

    return holds


def _may_be_taken(complaint: Complaint, user: User) -> bool:
    return bool(complaint.state in OPEN and complaint.handler_id != user.pk)


def _take(*, obj: Complaint, user: User, at: dt.datetime) -> str:
    take_complaint(complaint_id=obj.public_id, user=user, at=at)
    return _("The complaint is yours; answer it by %(on)s.") % {"on": day(obj.deadline)}


def _extend(*, obj: Complaint, user: User, at: dt.datetime, deadline: dt.date, reason: str) -> str:
    extend_complaint(complaint_id=obj.public_id, user=user, deadline=deadline, reason=reason, at=at)
    return _("The deadline is %(on)s now; the complainant is told why.") % {"on": day(deadline)}


def _redress(*, obj: Complaint, user: User, at: dt.datetime, amount: object, reason: str) -> str:
    request_redress(complaint_id=obj.public_id, amount=amount, reason=reason, user=user, at=at)
    return _("Compliance is asked to agree. Nothing is paid before.")


def _answer(*, obj: Complaint, user: User, at: dt.datetime, text: str) -> str:
    answer_complaint(complaint_id=obj.public_id, user=user, text=text, at=at)
    return _("The answer is given and the complainant is told.")


def _close(*, obj: Complaint, user: User, at: dt.datetime) -> str:
    close_complaint(complaint_id=obj.public_id, user=user, at=at)
    return _("The complaint is closed.")


def words_panel(complaint: Complaint) -> Panel:
    return Panel(title=gettext_lazy("What the complainant says"), texts=[complaint.text])


@admin.register(Complaint)
class ComplaintAdmin(DeskAdmin):
    """What borrowers complain of, the most urgent first."""

    list_display = (
        "number",
        "state_mark",
        "category_shown",
        "borrower_masked",
        "received_day",
        "deadline_day",
        "left_mark",
        "handler_shown",
    )
    list_filter = (
        "state",
        "category",
        choices_filter("handler", gettext_lazy("Handler"), handlers),
    )
    search_fields = ("number", "=public_id", "=loan__public_id")
    search_help_text = gettext_lazy("Number or loan")
    list_select_related = ("borrower", "handler")
    ordering = ("deadline", "pk")
    case_related = ("borrower", "loan", "handler", "partner")
    service_actions = (
        ServiceAction(
            name="take",
            title=gettext_lazy("Take the complaint"),
            run=_take,
            may=may_handle,
            when=_may_be_taken,
            icon="front_hand",
            key="g",
            variant="primary",
        ),
        ServiceAction(
            name="answer",
            title=gettext_lazy("Answer the complaint"),
            run=_answer,
            form=AnswerForm,
            may=may_handle,
            when=_own_in(S.IN_HANDLING),
            icon="reply",
            key="a",
            variant="primary",
            panels=lambda complaint: [words_panel(complaint), _redress_panel(complaint)],
        ),
        ServiceAction(
            name="redress",
            title=gettext_lazy("Ask for redress"),
            intro=gettext_lazy(
                "Compliance must agree; then the money goes into the loan like a payment."
            ),
            run=_redress,
            form=RedressForm,
            may=may_handle,
            when=lambda complaint, user: (
                complaint.loan_id is not None and _own_in(S.IN_HANDLING)(complaint, user)
            ),
            icon="volunteer_activism",
            panels=lambda complaint: [words_panel(complaint)],
        ),
        ServiceAction(
            name="extend",
            title=gettext_lazy("More time"),
            run=_extend,
            form=ExtendForm,
            may=may_handle,
            when=_own_in(S.IN_HANDLING),
            icon="more_time",
        ),
        ServiceAction(
            name="close",
            title=gettext_lazy("Close the complaint"),
            run=_close,
            may=may_handle,
            when=_own_in(S.ANSWERED),
            icon="task_alt",
            variant="primary",
        ),
    )

    @display(description=gettext_lazy("About"), ordering="category")
    def category_shown(self, obj: Complaint) -> str:
        return str(obj.get_category_display())

    @display(description=gettext_lazy("Received"), ordering="received_on")
    def received_day(self, obj: Complaint) -> str:
        return day(obj.received_on)

    @display(description=gettext_lazy("Answer by"), ordering="deadline")
    def deadline_day(self, obj: Complaint) -> str:
        return day(obj.deadline)

    @display(description=gettext_lazy("Time left"), ordering="deadline")
    def left_mark(self, obj: Complaint) -> str:
        return days_left(obj)[0] if obj.state in OPEN else "—"

    @display(description=gettext_lazy("Handler"), ordering="handler__full_name")
    def handler_shown(self, obj: Complaint) -> str:
        return str(obj.handler or "—")

    def title_of(self, obj: Complaint) -> str:
        return str(obj.number)

    def figure(self, obj: Complaint) -> Figure | None:
        if obj.state not in OPEN:
            return None
        return Figure(
            label=_("Answer by %(on)s") % {"on": day(obj.deadline)}, value=days_left(obj)[0]
        )

    def facts(self, obj: Complaint) -> Iterable[Fact]:
        yield Fact(_("About"), obj.get_category_display())
        yield Fact(
            _("Borrower"),
            obj.borrower.masked_name,
            case_url(obj.borrower),
            obj.borrower.masked_phone,
        )
        if obj.loan is not None:
            yield Fact(_("Loan number"), obj.loan.public_id, case_url(obj.loan))
        yield Fact(_("Handler"), str(obj.handler or _("nobody yet")))
        yield Fact(_("Received"), local(obj.received_at), note=obj.channel)
        yield Fact(_("15 working days"), day(obj.deadline_working_days))
        yield Fact(_("15 days"), day(obj.deadline_calendar_days))
        if obj.extension_reason:
            yield Fact(_("Extended"), local(obj.extended_at), note=obj.extension_reason)

    def panels(self, request: HttpRequest, obj: Complaint) -> Iterable[Panel]:
        yield words_panel(obj)
        if obj.answer:
            yield Panel(
                title=_("Our answer of %(when)s") % {"when": local(obj.answered_at)},
                texts=[obj.answer],
                tone="success",
            )
        redress = list(obj.redress.select_related("request").order_by("pk"))
        yield _redress_panel(obj)
        yield timeline_panel(obj.public_id, *(one.public_id for one in redress))

    def queue(self, request: HttpRequest, obj: Complaint) -> Sequence[QueueItem]:
        if obj.state not in OPEN or not may_handle(officer(request)):
            return ()
        return complaint_items(officer(request), here=obj.pk)


def _redress_panel(complaint: Complaint) -> Panel:
    rows = [
        [
            Cell(one.public_id, href=case_url(one)),
            Cell(capfirst(one.get_state_display()), tone=TONES[one.state]),
            one.reason,
            money(one.amount, one.currency),
        ]
        for one in complaint.redress.order_by("pk")
    ]
    return Panel(
        title=gettext_lazy("Redress"),
        table=Table(
            columns=[_("Redress"), _("State"), _("Why"), Column(_("Amount"), is_number=True)],
            rows=rows,
            empty=_("None yet."),
        ),
    )
