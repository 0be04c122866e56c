"""Redress asked for, paid and refused: read only; compliance decides in the inbox of requests."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from complaints.models import Redress
from core.desk import DeskAdmin, Fact, Figure, Panel, case_url, money, timeline_panel


@admin.register(Redress)
class RedressAdmin(DeskAdmin):
    """Money given to make complaints good."""

    list_display = ("number_shown", "state_mark", "amount_shown", "complaint_shown", "loan_shown")
    list_filter = ("state",)
    search_fields = ("=public_id", "=complaint__number", "=loan__public_id")
    search_help_text = gettext_lazy("Redress, complaint or loan")
    list_select_related = ("complaint", "loan")
    ordering = ("-pk",)
    case_related = ("complaint", "loan__borrower", "request", "payment")

    @display(description=gettext_lazy("Complaint"), ordering="complaint__number")
    def complaint_shown(self, obj: Redress) -> str:
        return str(obj.complaint.number)

    @display(description=gettext_lazy("Loan number"))
    def loan_shown(self, obj: Redress) -> str:
        return str(obj.loan.public_id)

    def figure(self, obj: Redress) -> Figure:
        return Figure(label=_("Amount"), value=money(obj.amount, obj.currency))

    def facts(self, obj: Redress) -> Iterable[Fact]:
        yield Fact(_("Complaint"), obj.complaint.number, case_url(obj.complaint))
        yield Fact(_("Borrower"), obj.loan.borrower.masked_name, case_url(obj.loan.borrower))
        yield Fact(_("Loan number"), obj.loan.public_id, case_url(obj.loan))
        if obj.request is not None:
            yield Fact(_("Asked by"), obj.request.maker_label, case_url(obj.request))
            yield Fact(
                _("Decided by"), obj.request.checker_label or "—", note=obj.request.checker_note
            )
        if obj.payment is not None:
            yield Fact(_("Payment"), obj.payment.public_id, case_url(obj.payment))

    def panels(self, request: HttpRequest, obj: Redress) -> Iterable[Panel]:
        yield Panel(title=_("Why it is owed"), texts=[obj.reason])
        asked = obj.request.public_id if obj.request else ""
        yield timeline_panel(obj.public_id, asked)
