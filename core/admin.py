"""Officers' pages of the platform itself: second person, audit trail, state changes, messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from core.desk import (
    TONES,
    ActionForm,
    DeskAdmin,
    Fact,
    Panel,
    Queue,
    QueueItem,
    ServiceAction,
    Table,
    case_url,
    day,
    list_url,
    local,
    register_queue,
    timeline_panel,
)
from core.desk.action_names import name_of
from core.desk.filters import choices_filter
from core.desk.subjects import address_of_subject
from core.desk.timeline import machines, state_text
from core.four_eyes import decide_request, may_decide
from core.models import (
    AuditEntry,
    ClosedDate,
    FourEyesRequest,
    Notification,
    OutboxMessage,
    QuarantinedObligation,
    TransitionLog,
)
from core.notifications import text_of

ACTORS = {
    "staff": _("staff"),
    "borrower": _("borrowers"),
    "partner": _("partners"),
    "system": _("the platform"),
}


class DecideForm(ActionForm):
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(ActionForm):
    note = forms.CharField(
        label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _approve(*, obj: Any, user: Any, at: Any, note: str) -> str:
    decide_request(request_id=obj.public_id, checker=user, approve=True, at=at, note=note)
    return gettext("Approved, and done.")


def _refuse(*, obj: Any, user: Any, at: Any, note: str) -> str:
    decide_request(request_id=obj.public_id, checker=user, approve=False, at=at, note=note)
    return gettext("Refused; nothing was changed.")


def _can_decide(obj: FourEyesRequest, user: Any) -> bool:
    return obj.state == FourEyesRequest.State.PENDING and may_decide(obj, user)


@admin.register(FourEyesRequest)
class FourEyesAdmin(DeskAdmin):
    """The inbox of the second person."""

    list_display = ("summary", "kind_text", "state_mark", "maker_label", "made_at", "checker_label")
    list_filter = ("state", "kind")
    search_fields = ("subject_id", "summary", "maker_label")
    ordering = ("-made_at",)
    service_actions = (
        ServiceAction(
            name="approve",
            title=_("Approve"),
            run=_approve,
            form=DecideForm,
            when=_can_decide,
            icon="check",
            key="a",
            variant="primary",
            intro=_("What was asked for is done at once when you approve."),
            panels=lambda obj: [_asked_for(obj)],
        ),
        ServiceAction(
            name="refuse",
            title=_("Refuse"),
            run=_refuse,
            form=RefuseForm,
            when=_can_decide,
            icon="close",
            key="r",
            variant="danger",
            panels=lambda obj: [_asked_for(obj)],
        ),
    )

    @display(description=_("Kind"), ordering="kind")
    def kind_text(self, obj: FourEyesRequest) -> str:
        return str(kind_text(obj.kind))

    def title_of(self, obj: FourEyesRequest) -> str:
        return obj.summary

    def facts(self, obj: FourEyesRequest) -> Iterable[Fact]:
        yield Fact(_("Kind"), kind_text(obj.kind))
        yield Fact(_("Asked by"), obj.maker_label, note=local(obj.made_at))
        yield Fact(
            _("About"), obj.subject_id, href=address_of_subject(obj.subject_kind, obj.subject_id)
        )
        if obj.decided_at:
            yield Fact(_("Decided by"), obj.checker_label, note=local(obj.decided_at))

    def panels(self, request: HttpRequest, obj: FourEyesRequest) -> Iterable[Panel]:
        if (
            obj.state == FourEyesRequest.State.PENDING
            and obj.maker_id == request.user.as_actor().id
        ):
            text = _("You asked for this yourself: a second person must decide it.")
            yield Panel(title=_("Waiting for a second person"), texts=[text], tone="warning")
        yield _asked_for(obj)
        yield timeline_panel(obj.public_id, obj.subject_id)

    def queue(self, request: HttpRequest, obj: FourEyesRequest) -> Sequence[QueueItem]:
        return _four_eyes_items(request, here=obj)


def _asked_for(obj: FourEyesRequest) -> Panel:
    """What would happen: before and after, where the request says both."""
    before, after = obj.payload.get("before"), obj.payload.get("after")
    facts = [Fact(_("Reason"), obj.reason), Fact(_("What will be done"), obj.summary)]
    table = None
    if isinstance(before, dict) and isinstance(after, dict):
        table = Table(
            columns=[_("What"), _("Before"), _("After")],
            rows=[
                [name, before.get(name, "—"), after.get(name, "—")]
                for name in sorted({*before, *after})
            ],
        )
    if obj.checker_note:
        facts.append(Fact(_("Note of the second person"), obj.checker_note))
    return Panel(title=_("What was asked for"), facts=facts, table=table, tone="info")


_KINDS = {"complaints.redress": _("Redress")}


def kind_text(kind: str) -> Any:
    return _KINDS.get(kind, kind)


def _four_eyes_items(
    request: HttpRequest, *, here: FourEyesRequest | None = None
) -> list[QueueItem]:
    pending = FourEyesRequest.objects.filter(state=FourEyesRequest.State.PENDING).order_by(
        "made_at"
    )
    return [
        QueueItem(
            title=row.summary,
            href=case_url(row),
            note=f"{kind_text(row.kind)} · {row.maker_label} · {local(row.made_at)}",
            is_here=here is not None and here.pk == row.pk,
        )
        for row in pending[:50]
        if may_decide(row, request.user)
    ]


def _four_eyes_queue(request: HttpRequest) -> Queue | None:
    if not request.user.has_perm("core.view_foureyesrequest"):
        return None
    items = _four_eyes_items(request)
    return Queue(
        title=_("Waiting for you as the second person"),
        icon="group",
        href=list_url("core.foureyesrequest", "state__exact=pending"),
        total=len(items),
        items=items[:8],
        empty=_("Nobody waits for your second pair of eyes."),
        tone="warning",
    )


register_queue(60, _four_eyes_queue)


@admin.register(AuditEntry)
class AuditEntryAdmin(DeskAdmin):
    """Who did what to what, why: read only, for ever."""

    list_display = ("recorded", "action_text", "actor_label", "subject", "reason")
    list_filter = (choices_filter("actor_kind", _("who"), ACTORS.items),)
    search_fields = ("=subject_id", "=actor_id", "^action", "=request_id")
    paginator = InfinitePaginator
    ordering = ("-pk",)

    @display(description=_("When"), ordering="pk")
    def recorded(self, obj: AuditEntry) -> str:
        return local(obj.recorded_at)

    @display(description=_("What"), ordering="action")
    def action_text(self, obj: AuditEntry) -> str:
        return str(name_of(obj.action))

    @display(description=_("About"))
    def subject(self, obj: AuditEntry) -> str:
        return obj.subject_id

    def title_of(self, obj: AuditEntry) -> str:
        return str(name_of(obj.action))

    def facts(self, obj: AuditEntry) -> Iterable[Fact]:
        yield Fact(_("When"), local(obj.recorded_at), note=day(obj.business_on))
        yield Fact(_("Who"), obj.actor_label, note=obj.actor_id)
        yield Fact(
            _("About"), obj.subject_id, href=address_of_subject(obj.subject_kind, obj.subject_id)
        )
        yield Fact(_("Code"), obj.action)
        yield Fact(_("Reason"), obj.reason or "—")
        yield Fact(_("Request"), obj.request_id or "—")

    def panels(self, request: HttpRequest, obj: AuditEntry) -> Iterable[Panel]:
        if obj.details:
            facts = [Fact(key, value) for key, value in obj.details.items()]
            yield Panel(title=_("Details"), facts=facts)
        yield timeline_panel(obj.subject_id)


@admin.register(TransitionLog)
class TransitionLogAdmin(DeskAdmin):
    """Every move of every state machine."""

    list_display = ("recorded", "machine", "object_id", "move", "actor_label", "reason")
    list_filter = (choices_filter("machine", _("kind"), machines),)
    search_fields = ("=object_id", "=actor_id")
    paginator = InfinitePaginator
    ordering = ("-pk",)

    @display(description=_("When"), ordering="pk")
    def recorded(self, obj: TransitionLog) -> str:
        return local(obj.recorded_at)

    @display(description=_("Move"), label=TONES)
    def move(self, obj: TransitionLog) -> tuple[str, str]:
        return obj.target, state_text(obj.machine, obj.target)

    def title_of(self, obj: TransitionLog) -> str:
        return obj.object_id

    def facts(self, obj: TransitionLog) -> Iterable[Fact]:
        yield Fact(_("When"), local(obj.recorded_at), note=day(obj.business_on))
        yield Fact(_("Who"), obj.actor_label, note=obj.actor_id)
        yield Fact(_("From"), state_text(obj.machine, obj.source) if obj.source else "—")
        yield Fact(_("To"), state_text(obj.machine, obj.target), tone=TONES[obj.target] or "quiet")
        yield Fact(_("About"), obj.object_id, href=address_of_subject(obj.machine, obj.object_id))

    def panels(self, request: HttpRequest, obj: TransitionLog) -> Iterable[Panel]:
        yield timeline_panel(obj.object_id)


@admin.register(Notification)
class NotificationAdmin(DeskAdmin):
    """Messages to borrowers, as they were sent."""

    list_display = ("public_id", "template", "recipient", "state_mark", "created_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("=public_id", "=recipient", "^template")
    paginator = InfinitePaginator
    ordering = ("-pk",)

    def facts(self, obj: Notification) -> Iterable[Fact]:
        yield Fact(_("Kind"), obj.template)
        yield Fact(_("To"), obj.recipient, href=address_of_subject("borrower", obj.recipient))
        yield Fact(_("Made"), local(obj.created_at))
        yield Fact(_("Sent"), local(obj.sent_at))

    def panels(self, request: HttpRequest, obj: Notification) -> Iterable[Panel]:
        yield Panel(title=_("Text"), texts=[text_of(obj, language="zh-hans")])


@admin.register(OutboxMessage)
class OutboxAdmin(DeskAdmin):
    """What is to be told to the outside, and what could not be."""

    list_display = ("topic", "key", "attempts", "due_at", "delivered_at", "given_up_at")
    search_fields = ("=key", "^topic")
    paginator = InfinitePaginator
    ordering = ("-pk",)

    def facts(self, obj: OutboxMessage) -> Iterable[Fact]:
        yield Fact(_("Tries"), obj.attempts)
        yield Fact(_("Due"), local(obj.due_at))
        yield Fact(_("Delivered"), local(obj.delivered_at))
        yield Fact(_("Given up"), local(obj.given_up_at))
        yield Fact(_("Last error"), obj.last_error or "—")

    def panels(self, request: HttpRequest, obj: OutboxMessage) -> Iterable[Panel]:
        yield Panel(
            title=_("Content"), texts=[json.dumps(obj.payload, ensure_ascii=False, indent=1)]
        )


@admin.register(ClosedDate)
class ClosedDateAdmin(DeskAdmin):
    """Closed business dates with their seals."""

    list_display = ("on", "entries", "digest", "closed_at")
    ordering = ("-on",)

    def title_of(self, obj: ClosedDate) -> str:
        return day(obj.on)

    def facts(self, obj: ClosedDate) -> Iterable[Fact]:
        yield Fact(
            _("Entries"), obj.entries, href=list_url("lending.journalentry", f"booked_on={obj.on}")
        )
        yield Fact(_("Closed"), local(obj.closed_at))
        yield Fact(_("Seal"), obj.digest)
        yield Fact(_("Seal of the day before"), obj.previous)


@admin.register(QuarantinedObligation)
class QuarantineAdmin(DeskAdmin):
    """What a day-end step could not process."""

    list_display = ("on", "step", "obligation_id", "quarantined_at", "released_at")
    list_filter = ("step",)
    ordering = ("-pk",)

    def title_of(self, obj: QuarantinedObligation) -> str:
        return f"{obj.step} · {day(obj.on)}"

    def panels(self, request: HttpRequest, obj: QuarantinedObligation) -> Iterable[Panel]:
        yield Panel(title=_("Error"), texts=[obj.error], tone="danger")


def _quarantine_queue(request: HttpRequest) -> Queue | None:
    if not request.user.has_perm("core.view_quarantinedobligation"):
        return None
    rows = QuarantinedObligation.objects.filter(released_at=None).order_by("pk")
    found = list(rows[:8])
    if not found:
        return None
    return Queue(
        title=_("Set aside by the day-end"),
        icon="report",
        href=list_url("core.quarantinedobligation"),
        total=rows.count(),
        items=[
            QueueItem(title=row.step, href=case_url(row), note=day(row.on), tone="danger")
            for row in found
        ],
        empty="",
        tone="danger",
    )


register_queue(90, _quarantine_queue)
