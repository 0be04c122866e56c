"""The one base of officers' pages: read-only, with buttons that call services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.desk.actions import ServiceAction, find_action, run_action
from core.desk.pages import Fact, Figure, Panel
from core.desk.panels import actions_of, panels_of
from core.desk.queues import QueueItem
from core.desk.timeline import state_text
from core.desk.words import TONES, money


class _Named:
    """A row under its kind and title, for the skin's line at the top."""

    def __init__(self, obj: Any, title: str) -> None:
        self._meta = obj._meta
        self.pk = obj.pk
        self._title = title

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self._title}"


class DeskAdmin(ModelAdmin):
    """A list and a case page. Nothing can be added, changed or deleted through it, by anybody.

    Override `figure`, `facts`, `panels`, `queue`; name the buttons in `service_actions` (of a
    case) and `list_actions` (of the list).
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    list_fullwidth = True
    list_filter_sheet = False
    change_list_template = "desk/list.html"
    service_actions: ClassVar[Sequence[ServiceAction]] = ()
    list_actions: ClassVar[Sequence[ServiceAction]] = ()
    case_related: ClassVar[Sequence[str]] = ()  # select_related of the case page

    # --- permissions: reading only ---

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- what a page says ---

    def title_of(self, obj: Any) -> str:
        return str(getattr(obj, "public_id", "") or obj)

    def figure(self, obj: Any) -> Figure | None:
        """The largest number of the page."""

    def facts(self, obj: Any) -> Iterable[Fact]:
        """Above the fold, beside the figure."""
        return ()

    def panels(self, request: HttpRequest, obj: Any) -> Iterable[Panel]:
        """Blocks of the page, in order."""
        return ()

    def queue(self, request: HttpRequest, obj: Any) -> Sequence[QueueItem]:
        """What waits beside this case, shown at its left."""
        return ()

    def state_of(self, obj: Any) -> tuple[str, str] | None:
        """The word of the state and its tone."""
        state = getattr(obj, "state", None)
        if state is None:
            return None
        return capfirst(state_text(obj._meta.model_name, state)), TONES[state]

    # --- columns that most lists have ---

    @display(description=_("Number"), ordering="pk")
    def number_shown(self, obj: Any) -> str:
        return str(obj.public_id)

    @display(description=_("State"), ordering="state", label=TONES)
    def state_mark(self, obj: Any) -> tuple[str, str]:
        return obj.state, capfirst(state_text(obj._meta.model_name, obj.state))

    @display(description=_("Borrower"))
    def borrower_masked(self, obj: Any) -> str:
        return str(obj.borrower.masked_name)

    @display(description=_("Amount"), ordering="amount")
    def amount_shown(self, obj: Any) -> str:
        return money(obj.amount, getattr(obj, "currency", "CNY"))

    # --- views ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("do/<slug:name>/", view(self.list_action_view), name=f"{name}_list_do"),
            path("<path:object_id>/do/<slug:name>/", view(self.action_view), name=f"{name}_do"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The case page: it reads, and never takes a form."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        obj = self._case(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        panels = panels_of(self.opts.label_lower, self.panels(request, obj), request, obj)
        context = {
            **self.page_context(request, title=self.title_of(obj), obj=obj),
            "figure": self.figure(obj),
            "facts": list(self.facts(obj)),
            "state": self.state_of(obj),
            "buttons": self.buttons(request, obj),
            "main_panels": [panel for panel in panels if panel.place == "main"],
            "side_panels": [panel for panel in panels if panel.place == "side"],
            "end_panels": [panel for panel in panels if panel.place == "end"],
            "queue": self.queue(request, obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "desk/case.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The case page has the whole history: moves and audit entries."""
        return HttpResponseRedirect(self._case_url(unquote(object_id)))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with its buttons."""
        buttons = [
            {"action": action, "url": reverse(self._name("list_do"), args=[action.name])}
            for action in self.list_actions
            if action.may(request.user) and action.when(None, request.user)
        ]
        title = capfirst(str(self.opts.verbose_name_plural))
        more = {"buttons": buttons, "title": title, "subtitle": None}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def action_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """A button of a case."""
        obj = self._case(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        action = find_action(actions_of(self.opts.label_lower, self.service_actions), name)
        return run_action(self, request, action, obj, back=self._case_url(obj.pk))

    def list_action_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """A button of the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        action = find_action(self.list_actions, name)
        return run_action(self, request, action, None, back=reverse(self._name("changelist")))

    # --- inside ---

    def buttons(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """What this officer can do now to this case."""
        return [
            {"action": action, "url": reverse(self._name("do"), args=[obj.pk, action.name])}
            for action in actions_of(self.opts.label_lower, self.service_actions)
            if action.may(request.user) and action.when(obj, request.user)
        ]

    def page_context(self, request: HttpRequest, *, title: Any, obj: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": _Named(obj, self.title_of(obj)) if obj is not None else None,
            "list_url": reverse(self._name("changelist")),
            "list_title": capfirst(str(self.opts.verbose_name_plural)),
        }

    def _case(self, request: HttpRequest, object_id: str) -> Any:
        """Raises PermissionDenied before anything is read."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request)
        if self.case_related:
            rows = rows.select_related(*self.case_related)
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except (ValueError, ValidationError):
            return None
        return rows.filter(pk=key).first()

    def _case_url(self, pk: Any) -> str:
        return reverse(self._name("change"), args=[pk])

    def _name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
