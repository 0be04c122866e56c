"""Buttons that call services: shown when the move is possible, with a small form where needed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.desk.forms import ActionForm
from core.errors import LoanwrightError

if TYPE_CHECKING:
    from core.desk.admin import DeskAdmin

logger = logging.getLogger(__name__)


def _always(*_args: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class ServiceAction:
    """One button.

    `run(obj=..., user=..., at=..., **cleaned)` calls the service and answers with the text of
    success, with `Shown` (a page to read once), or with a ready response. In a list's action `obj`
    is None. `may(user)` is enforced; `when(obj, user)` says whether the button is shown, the
    service itself refuses what is not possible. Without a `form` one press does it.
    """

    name: str
    title: Any
    run: Callable[..., str | Shown | HttpResponse]
    form: type[ActionForm] | None = None
    may: Callable[[Any], bool] = _always
    when: Callable[[Any, Any], bool] = _always
    intro: Any = ""
    icon: str = ""
    key: str = ""  # one letter that presses the button
    variant: Literal["primary", "plain", "danger"] = "plain"
    has_files: bool = False
    context: Callable[[Any], dict[str, Any]] | None = None  # more for the form's page
    panels: Callable[[Any], Sequence[Any]] | None = None  # what must be seen while filling in


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An answer that is read on a page of its own and kept nowhere: a report, a secret."""

    title: Any
    panels: Sequence[Any]
    warning: Any = ""


def run_action(
    admin: DeskAdmin, request: HttpRequest, action: ServiceAction, obj: Any, *, back: str
) -> HttpResponse:
    """Show the form, or call the service and say what came of it."""
    if not action.may(request.user):
        raise PermissionDenied
    if request.method != "POST":
        if not action.when(obj, request.user):
            messages.warning(request, _("This step is not possible now."))
            return HttpResponseRedirect(back)
        form = action.form(of=obj, user=request.user) if action.form else None
        return _page(admin, request, action, obj, form, back=back, status=200)
    form = None
    values: dict[str, Any] = {}
    if action.form:
        files = request.FILES if action.has_files else None
        form = action.form(request.POST, files, of=obj, user=request.user)
        if not form.is_valid():
            return _page(admin, request, action, obj, form, back=back, status=422)
        values = form.cleaned_data
    try:
        answer = action.run(obj=obj, user=request.user, at=timezone.now(), **values)
    except LoanwrightError as error:
        logger.info("refused", extra={"action": action.name, "error_code": error.code})
        if form is None:
            messages.error(request, _said(error))
            return HttpResponseRedirect(back)
        form.add_refusal(error)
        return _page(admin, request, action, obj, form, back=back, status=_status_of(error))
    if isinstance(answer, Shown):
        return _shown(admin, request, obj, answer, back=back)
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, answer)
    return HttpResponseRedirect(back)


def find_action(actions: Sequence[ServiceAction], name: str) -> ServiceAction:
    """Raises Http404."""
    for action in actions:
        if action.name == name:
            return action
    raise Http404


def _said(error: LoanwrightError) -> str:
    return "; ".join(problem.message for problem in error.errors) or error.detail


def _status_of(error: LoanwrightError) -> int:
    return error.http_status if error.http_status in (403, 404, 409, 429, 503) else 422


def _page(
    admin: DeskAdmin,
    request: HttpRequest,
    action: ServiceAction,
    obj: Any,
    form: ActionForm | None,
    *,
    back: str,
    status: int,
) -> HttpResponse:
    context = {
        **admin.page_context(request, title=action.title, obj=obj),
        "action": action,
        "form": form,
        "back": back,
        "subject": admin.title_of(obj) if obj is not None else "",
        "panels": action.panels(obj) if action.panels else (),
        **(action.context(obj) if action.context else {}),
    }
    return TemplateResponse(request, "desk/action.html", context, status=status)


def _shown(
    admin: DeskAdmin, request: HttpRequest, obj: Any, shown: Shown, *, back: str
) -> HttpResponse:
    context = {
        **admin.page_context(request, title=shown.title, obj=obj),
        "shown": shown,
        "back": back,
    }
    response = TemplateResponse(request, "desk/shown.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
