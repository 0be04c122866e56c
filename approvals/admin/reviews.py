"""The reviewers' workspace: queue, claim, notes, report, decision by two people (CL4, SC2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from approvals.admin.forms import ApproveForm, DeclineForm, PassForm
from approvals.admin.words import decision_panel, first_figures, inputs_panel, trace_panel
from approvals.models import BureauAttempt, ReviewCase
from approvals.policies import ROLE_OF_STATE, may_see_queue, may_work_on
from approvals.selectors import decisions_of, notes_of, open_case_of, reports_of, review_queue
from approvals.services import (
    claim_review,
    decide_second_review,
    look_at_report,
    pass_first_review,
    release_review,
)
from approvals.states import ReviewState
from core.desk import (
    Cell,
    DeskAdmin,
    Fact,
    Figure,
    NoteForm,
    Panel,
    Queue,
    QueueItem,
    ReasonForm,
    ServiceAction,
    Shown,
    Table,
    case_url,
    list_url,
    local,
    money,
    register_panel,
    register_queue,
    time_left,
    timeline_panel,
)
from core.desk.officers import officer
from core.errors import NotFound
from products.purposes import purpose_text

OPEN = (ReviewState.FIRST_REVIEW, ReviewState.SECOND_REVIEW)
RECOMMENDATIONS: dict[str, Any] = {
    "approve": _("recommends approval"),
    "decline": _("recommends refusal"),
    "send_back": _("sent back"),
}


def _is_worker(obj: ReviewCase, user: Any) -> bool:
    return (
        obj.state in OPEN
        and may_work_on(user, obj)
        and not (obj.state == ReviewState.SECOND_REVIEW and obj.first_reviewer_id == user.pk)
    )


def _may_claim(obj: ReviewCase, user: Any) -> bool:
    return _is_worker(obj, user) and obj.claimed_by_id is None


def _holds(obj: ReviewCase, user: Any) -> bool:
    return _is_worker(obj, user) and obj.claimed_by_id == user.pk


def _holds_first(obj: ReviewCase, user: Any) -> bool:
    return _holds(obj, user) and obj.state == ReviewState.FIRST_REVIEW


def _holds_second(obj: ReviewCase, user: Any) -> bool:
    return _holds(obj, user) and obj.state == ReviewState.SECOND_REVIEW


def _claim(*, obj: ReviewCase, user: Any, at: dt.datetime) -> str:
    claim_review(case_id=obj.public_id, user=user, at=at)
    return gettext("The case is on your desk.")


def _release(*, obj: ReviewCase, user: Any, at: dt.datetime) -> str:
    release_review(case_id=obj.public_id, user=user, at=at)
    return gettext("The case is back in the queue.")


def _pass(*, obj: ReviewCase, user: Any, at: dt.datetime, note: str) -> str:
    pass_first_review(case_id=obj.public_id, user=user, recommendation="approve", note=note, at=at)
    return gettext("Passed on to the second reviewer.")


def _decline(
    *, obj: ReviewCase, user: Any, at: dt.datetime, note: str, reason_codes: list[str]
) -> str:
    if obj.state == ReviewState.SECOND_REVIEW:
        decide_second_review(
            case_id=obj.public_id,
            user=user,
            outcome="decline",
            note=note,
            reason_codes=reason_codes,
            at=at,
        )
    else:
        pass_first_review(
            case_id=obj.public_id,
            user=user,
            recommendation="decline",
            note=note,
            reason_codes=reason_codes,
            at=at,
        )
    return gettext("Declined; the applicant is told why.")


def _approve(*, obj: ReviewCase, user: Any, at: dt.datetime, limit: str, note: str) -> str:
    decide_second_review(
        case_id=obj.public_id, user=user, outcome="approve", limit=limit, note=note, at=at
    )
    return gettext("Approved; the applicant is told.")


def _send_back(*, obj: ReviewCase, user: Any, at: dt.datetime, note: str) -> str:
    decide_second_review(case_id=obj.public_id, user=user, outcome="send_back", note=note, at=at)
    return gettext("Sent back to the first desk.")


def _look(*, obj: ReviewCase, user: Any, at: dt.datetime, reason: str) -> Shown:
    """Raises NotFound when there is no report."""
    reports = reports_of(obj.application)
    if not reports:
        raise NotFound
    content = look_at_report(report_id=reports[0].public_id, user=user, reason=reason, at=at)
    rows = [[name.replace("_", " "), _plain(value)] for name, value in content.items()]
    table = Table(columns=[_("What"), _("Value")], rows=rows)
    return Shown(
        title=gettext("Credit report"),
        panels=[Panel(title=reports[0].bureau_reference, table=table)],
        warning=gettext("Your look is on record with your reason. Do not copy what you see."),
    )


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "—" if value is None else str(value)


def _beside(obj: ReviewCase) -> list[Panel]:
    """What stays in sight while a reviewer writes: the machine's reasons, the first one's note."""
    decisions = decisions_of(obj.application)
    panels = [decision_panel(decisions[0])] if decisions else []
    if decisions:
        panels.append(Panel(title=_("Figures"), facts=first_figures(decisions[0].inputs)))
    notes = _notes(obj)
    return [*panels, notes] if notes else panels


def _notes(obj: ReviewCase) -> Panel | None:
    notes = notes_of(obj)
    if not notes:
        return None
    rows = [
        [
            ReviewState(note.stage).label,
            Cell(RECOMMENDATIONS.get(note.recommendation, note.recommendation)),
            note.text,
            Cell(str(note.author), note=local(note.written_at)),
        ]
        for note in notes
    ]
    table = Table(columns=[_("Desk"), _("Says"), _("Note"), _("Who")], rows=rows)
    return Panel(title=_("Notes of the reviewers"), table=table, tone="info")


class MineFilter(admin.SimpleListFilter):
    """Whose desk a case is on."""

    title = _("desk")
    parameter_name = "desk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("mine")), ("free", _("nobody's yet")), ("late", _("late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "mine":
            return queryset.filter(claimed_by=request.user, state__in=OPEN)
        if self.value() == "free":
            return queryset.filter(claimed_by=None, state__in=OPEN)
        if self.value() == "late":
            return queryset.filter(state__in=OPEN, due_at__lt=timezone.now())
        return queryset


@admin.register(ReviewCase)
class ReviewCaseAdmin(DeskAdmin):
    """Referred applications: first review, then second by another person."""

    list_display = ("public_id", "state_mark", "applicant", "asked_for", "left", "claimed_by")
    list_filter = (MineFilter, "state")
    search_fields = ("public_id", "application__public_id")
    ordering = ("due_at",)
    list_select_related = (
        "application__borrower",
        "application__product_version__product",
        "claimed_by",
    )
    case_related = (
        "application__borrower",
        "application__product_version__product",
        "claimed_by",
        "first_reviewer",
        "second_reviewer",
    )
    service_actions = (
        ServiceAction(
            name="claim", title=_("Take the case"), run=_claim, when=_may_claim,
            icon="pan_tool", key="c", variant="primary",
        ),
        ServiceAction(
            name="pass", title=_("Pass to second review"), run=_pass, form=PassForm,
            when=_holds_first, icon="arrow_forward", key="p", variant="primary", panels=_beside,
        ),
        ServiceAction(
            name="approve", title=_("Approve"), run=_approve, form=ApproveForm,
            when=_holds_second, icon="check", key="a", variant="primary", panels=_beside,
        ),
        ServiceAction(
            name="send-back", title=_("Send back"), run=_send_back, form=NoteForm,
            when=_holds_second, icon="undo", key="b", panels=_beside,
        ),
        ServiceAction(
            name="decline", title=_("Decline"), run=_decline, form=DeclineForm,
            when=_holds, icon="close", key="d", variant="danger", panels=_beside,
        ),
        ServiceAction(
            name="report", title=_("Look at the credit report"), run=_look, form=ReasonForm,
            when=_holds, icon="visibility", key="l",
            intro=_("Say why you need it. Each look is on record with your name and reason."),
        ),
        ServiceAction(
            name="release", title=_("Give back"), run=_release, when=_holds, icon="output",
        ),
    )  # fmt: skip

    @display(description=_("Applicant"))
    def applicant(self, obj: ReviewCase) -> str:
        return str(obj.application.borrower.masked_name)

    @display(description=_("Asked for"))
    def asked_for(self, obj: ReviewCase) -> str:
        version = obj.application.product_version
        return f"{money(obj.application.amount, version.currency)} · {version.product.code}"

    @display(description=_("Time left"), ordering="due_at")
    def left(self, obj: ReviewCase) -> str:
        if obj.closed_at:
            return local(obj.closed_at)
        return time_left(obj.due_at, at=timezone.now())[0]

    def figure(self, obj: ReviewCase) -> Figure:
        application = obj.application
        return Figure(
            label=gettext("Asked for"),
            value=money(application.amount, application.product_version.currency),
            note=gettext("%(count)s instalments · %(product)s")
            % {
                "count": application.instalments,
                "product": application.product_version.product.code,
            },
        )

    def facts(self, obj: ReviewCase) -> Iterable[Fact]:
        application = obj.application
        borrower = application.borrower
        yield Fact(_("Applicant"), borrower.masked_name, href=case_url(borrower))
        yield Fact(_("Purpose"), purpose_text(application.purpose))
        yield Fact(_("Application"), application.public_id, href=case_url(application))
        if obj.closed_at is None:
            text, tone = time_left(obj.due_at, at=timezone.now())
            yield Fact(_("Time left"), text, tone=tone or "quiet")
        else:
            yield Fact(_("Closed"), local(obj.closed_at))
        yield Fact(_("On the desk of"), obj.claimed_by or _("nobody yet"))
        if obj.first_reviewer_id:
            yield Fact(_("First reviewer"), obj.first_reviewer)
        if obj.second_reviewer_id:
            yield Fact(_("Second reviewer"), obj.second_reviewer)

    def panels(self, request: HttpRequest, obj: ReviewCase) -> Iterable[Panel]:
        if obj.state == ReviewState.SECOND_REVIEW and obj.first_reviewer_id == request.user.pk:
            text = _("You made the first review: another person makes the second.")
            yield Panel(title=_("Second review"), texts=[text], tone="warning")
        decisions = decisions_of(obj.application)
        for decision in reversed(decisions):
            if decision.review_id == obj.pk:
                yield decision_panel(decision, title=_("Decision of the reviewers"))
        notes = _notes(obj)
        if notes:
            yield notes
        machine = next((d for d in reversed(decisions) if d.review_id is None), None)
        if machine:
            yield decision_panel(machine)
            yield Panel(title=_("Figures"), facts=first_figures(machine.inputs))
            trace = trace_panel(machine)
            if trace:
                yield trace
            yield inputs_panel(machine)
        yield _reports(obj)
        yield timeline_panel(obj.public_id, obj.application.public_id)

    def queue(self, request: HttpRequest, obj: ReviewCase) -> Sequence[QueueItem]:
        if not may_see_queue(officer(request)):
            return ()
        return _items(review_queue(officer(request))[:20], request, here=obj)


def _reports(obj: ReviewCase) -> Panel:
    rows = [
        [local(report.fetched_at), Cell(report.bureau_reference), report.public_id]
        for report in reports_of(obj.application)
    ]
    for attempt in BureauAttempt.objects.filter(application=obj.application).exclude(error=""):
        rows.append([local(attempt.attempted_at), Cell(attempt.error, tone="danger"), "—"])
    table = Table(
        columns=[_("When"), _("At the bureau"), _("Record")],
        rows=rows,
        empty=_("No report was fetched."),
    )
    return Panel(title=_("Credit reports"), table=table, place="side")


def _items(
    cases: Iterable[ReviewCase], request: HttpRequest, *, here: ReviewCase | None = None
) -> list[QueueItem]:
    at = timezone.now()
    items = []
    for case in cases:
        text, tone = time_left(case.due_at, at=at)
        application = case.application
        desk = case.claimed_by if case.claimed_by_id else _("nobody's yet")
        items.append(
            QueueItem(
                title=f"{application.borrower.masked_name} · "
                f"{money(application.amount, application.product_version.currency)}",
                href=case_url(case),
                note=f"{ReviewState(case.state).label} · {desk}",
                mark=text,
                tone=tone,
                is_mine=case.claimed_by_id == request.user.pk,
                is_here=here is not None and here.pk == case.pk,
            )
        )
    return items


def _queue(request: HttpRequest) -> Queue | None:
    user: Any = request.user
    if not any(user.has_role(role) for role in ROLE_OF_STATE.values()):
        return None
    waiting = review_queue(user).filter(Q(claimed_by=None) | Q(claimed_by=user))
    found = list(waiting.exclude(state=ReviewState.SECOND_REVIEW, first_reviewer=user)[:51])
    return Queue(
        title=_("Reviews waiting"),
        icon="fact_check",
        href=list_url("approvals.reviewcase", "desk=free"),
        total=len(found),
        items=_items(found[:8], request),
        empty=_("No application waits for a review."),
        tone="danger" if found and found[0].due_at < timezone.now() else "warning",
    )


def _of_application(request: HttpRequest, application: Any) -> list[Panel]:
    """On the application's page: what was decided, and the case that people work on."""
    decisions = decisions_of(application)
    panels = []
    case = open_case_of(application)
    if case is not None and request.user.has_perm("approvals.view_reviewcase"):
        fact = Fact(
            _("Case"), case.public_id, href=case_url(case), note=ReviewState(case.state).label
        )
        panels.append(Panel(title=_("With the reviewers"), facts=[fact], tone="warning"))
    for number, decision in enumerate(reversed(decisions)):
        by_people = decision.review_id is not None
        title = _("Decision of the reviewers") if by_people else _("Decision of the rules")
        panels.append(decision_panel(decision, title=title))
        if number == 0 and not by_people:
            panels.append(Panel(title=_("Figures"), facts=first_figures(decision.inputs)))
            panels += [p for p in (trace_panel(decision), inputs_panel(decision)) if p]
    return panels


register_queue(10, _queue)
register_panel("lending.application", 20, _of_application)
