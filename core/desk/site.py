"""The officers' site: only pages made for the desk, and a landing page of waiting work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from core.desk.admin import DeskAdmin
from core.desk.names import give_names
from core.desk.pages import case_url
from core.desk.queues import queues_for
from core.ids import PublicIdField


class DeskSite(UnfoldAdminSite):
    """Refuses pages that could write: what a library registers by itself does not appear."""

    index_template = "desk/index.html"
    index_title = _("Your desk")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take desk pages; pass over everybody else's."""
        if admin_class is not None and issubclass(admin_class, DeskAdmin):
            super().register(model_or_iterable, admin_class, **options)
            models = (
                [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
            )
            for model in models:
                give_names(model)

    def extra_urls(self) -> list[URLPattern]:
        """Called by the skin."""
        view = self.admin_view(self.go_to_subject)
        return [
            path("go/<str:label>/<str:public_id>/", view, name="subject"),
            path("find/", self.admin_view(self.find), name="find"),
        ]

    def find(self, request: HttpRequest) -> HttpResponse:
        """From the number that somebody reads out, or pasted, to its page."""
        number = request.GET.get("number", "").strip()
        prefix = number.partition("_")[0]
        for model, page in self._registry.items():
            column = next((c for c in model._meta.fields if isinstance(c, PublicIdField)), None)
            if column is None or column.prefix != prefix or not page.has_view_permission(request):
                continue
            row = page.get_queryset(request).filter(public_id=number).first()
            if row is not None:
                return HttpResponseRedirect(case_url(row))
        if number:
            messages.warning(
                request, _("Nothing that you may see has the number %s.") % number[:60]
            )
        return HttpResponseRedirect(reverse("admin:index"))

    def go_to_subject(self, request: HttpRequest, label: str, public_id: str) -> HttpResponse:
        """From a public id in a log to the page of the row. Raises Http404, PermissionDenied."""
        for model, page in self._registry.items():
            if model._meta.label_lower != label:
                continue
            if not page.has_view_permission(request):
                raise PermissionDenied
            names = {column.name for column in model._meta.concrete_fields}
            by = next((n for n in ("public_id", "username") if n in names), "pk")
            row = model._default_manager.filter(**{by: public_id}).only("pk").first()
            if row is not None:
                return HttpResponseRedirect(case_url(row))
        raise Http404

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What waits for this officer."""
        more = {"queues": queues_for(request), **(extra_context or {})}
        return super().index(request, more)
