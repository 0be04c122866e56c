"""Bills as they were told to borrowers: read only."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from core.desk import DeskAdmin, Fact, Figure, Panel, case_url, day, money, timeline_panel
from repayments.models import Bill


@admin.register(Bill)
class BillAdmin(DeskAdmin):
    """What fell due on a date."""

    list_display = ("number_shown", "state_mark", "borrower_masked", "total_shown", "due_day")
    list_filter = ("state", "due_on")
    search_fields = ("=public_id", "=loan__public_id")
    search_help_text = gettext_lazy("Bill or loan")
    list_select_related = ("loan__borrower",)
    ordering = ("-pk",)
    paginator = InfinitePaginator
    case_related = ("loan__borrower", "instalment")

    @display(description=gettext_lazy("Borrower"))
    def borrower_masked(self, obj: Bill) -> str:
        return str(obj.loan.borrower.masked_name)

    @display(description=gettext_lazy("Amount"))
    def total_shown(self, obj: Bill) -> str:
        return money(obj.principal + obj.interest + obj.fee, obj.currency)

    @display(description=gettext_lazy("Due"), ordering="due_on")
    def due_day(self, obj: Bill) -> str:
        return day(obj.due_on)

    def figure(self, obj: Bill) -> Figure:
        return Figure(
            label=_("Due on %(on)s") % {"on": day(obj.due_on)}, value=self.total_shown(obj)
        )

    def facts(self, obj: Bill) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.loan.borrower.masked_name, case_url(obj.loan.borrower))
        yield Fact(_("Loan number"), obj.loan.public_id, case_url(obj.loan))
        yield Fact(_("Instalment number"), obj.instalment.number)
        yield Fact(_("Principal"), money(obj.principal, obj.currency))
        yield Fact(_("Interest"), money(obj.interest, obj.currency))
        yield Fact(_("Fee"), money(obj.fee, obj.currency))
        yield Fact(_("Told on"), day(obj.issued_on))
        yield Fact(_("Paid on"), day(obj.closed_on))

    def panels(self, request: HttpRequest, obj: Bill) -> Iterable[Panel]:
        yield timeline_panel(obj.public_id)
