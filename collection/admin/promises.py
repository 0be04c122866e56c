"""Promises to pay of all cases, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from collection.admin.words import PROMISE_WORDS
from collection.models import PromiseToPay
from collection.selectors import PromiseView, promise_views
from core.calendar.business_date import open_date
from core.desk import TONES, DeskAdmin, Fact, Figure, case_url, day, local, money


class PromiseList(ChangeList):
    """The list with what was paid on the promises of one page, in a fixed number of queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        promises = list(self.result_list)
        views = promise_views(promises, on=open_date())
        for promise in promises:
            promise.desk_view = views[promise.pk]
        self.result_list = promises


@admin.register(PromiseToPay)
class PromiseToPayAdmin(DeskAdmin):
    """Kept or broken is read from the payments."""

    list_display = (
        "promised_day",
        "status_mark",
        "case_shown",
        "promised",
        "paid_since",
        "made_shown",
    )
    list_filter = ("promised_for",)
    search_fields = ("=case__public_id",)
    search_help_text = gettext_lazy("Case")
    list_select_related = ("case__loan", "contact")
    ordering = ("-promised_for", "-pk")
    paginator = InfinitePaginator
    case_related = ("case__loan__borrower", "contact")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PromiseList

    @display(description=gettext_lazy("Promised for"), ordering="promised_for")
    def promised_day(self, obj: PromiseToPay) -> str:
        return day(obj.promised_for)

    @display(description=gettext_lazy("State"), label=TONES)
    def status_mark(self, obj: PromiseToPay) -> tuple[str, str]:
        status = _view(obj).status
        return status, str(PROMISE_WORDS[status])

    @display(description=gettext_lazy("Case"))
    def case_shown(self, obj: PromiseToPay) -> str:
        return str(obj.case.public_id)

    @display(description=gettext_lazy("Amount"), ordering="amount")
    def promised(self, obj: PromiseToPay) -> str:
        return money(obj.amount, obj.case.loan.currency)

    @display(description=gettext_lazy("Paid since"))
    def paid_since(self, obj: PromiseToPay) -> str:
        return money(_view(obj).paid, obj.case.loan.currency)

    @display(description=gettext_lazy("Promised on"))
    def made_shown(self, obj: PromiseToPay) -> str:
        return local(obj.contact.contacted_at)

    def title_of(self, obj: PromiseToPay) -> str:
        return _("Promised for %(on)s") % {"on": day(obj.promised_for)}

    def state_of(self, obj: PromiseToPay) -> tuple[str, str]:
        status, words = _view(obj).status, PROMISE_WORDS[_view(obj).status]
        return str(words), TONES[status]

    def figure(self, obj: PromiseToPay) -> Figure:
        paid = _("%(amount)s paid since") % {"amount": self.paid_since(obj)}
        return Figure(label=_("Amount promised"), value=self.promised(obj), note=paid)

    def facts(self, obj: PromiseToPay) -> Iterable[Fact]:
        borrower = obj.case.loan.borrower
        yield Fact(_("Case"), obj.case.public_id, case_url(obj.case))
        yield Fact(_("Borrower"), borrower.masked_name, case_url(borrower))
        yield Fact(_("Promised on"), local(obj.contact.contacted_at), case_url(obj.contact))


def _view(promise: PromiseToPay) -> PromiseView:
    """What became of a promise, read once a page."""
    found: PromiseView | None = getattr(promise, "desk_view", None)
    if found is None:
        found = promise_views([promise], on=open_date())[promise.pk]
        promise.desk_view = found  # type: ignore[attr-defined]
    return found
