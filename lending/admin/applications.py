"""Applications: what was asked for; the decision and its reasons come from the next stage."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.desk import (
    TONES,
    Cell,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    Table,
    case_url,
    day,
    local,
    money,
    percent,
    timeline_panel,
)
from core.models import Document
from lending.models import Application
from products.purposes import purpose_text


@admin.register(Application)
class ApplicationAdmin(DeskAdmin):
    """Requests for loans, whatever the channel."""

    list_display = (
        "public_id",
        "state_mark",
        "borrower_masked",
        "product_code",
        "asked_for",
        "channel",
        "submitted",
    )
    list_filter = ("state", "channel")
    search_fields = ("=public_id", "=external_ref", "=borrower__public_id")
    ordering = ("-pk",)
    list_select_related = ("borrower", "product_version__product")
    case_related = ("borrower", "product_version__product", "bank_account", "partner")

    @display(description=_("Product"))
    def product_code(self, obj: Application) -> str:
        return str(obj.product_version.product.code)

    @display(description=_("Asked for"), ordering="amount")
    def asked_for(self, obj: Application) -> str:
        return f"{money(obj.amount, obj.product_version.currency)} × {obj.instalments}"

    @display(description=_("Submitted"), ordering="submitted_at")
    def submitted(self, obj: Application) -> str:
        return local(obj.submitted_at)

    def figure(self, obj: Application) -> Figure:
        return Figure(
            label=gettext("Asked for"),
            value=money(obj.amount, obj.product_version.currency),
            note=gettext("%(count)s instalments · %(product)s")
            % {"count": obj.instalments, "product": obj.product_version.product.code},
        )

    def facts(self, obj: Application) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.borrower.masked_name, href=case_url(obj.borrower))
        yield Fact(_("Purpose"), purpose_text(obj.purpose))
        yield Fact(_("Monthly income"), money(obj.monthly_income))
        yield Fact(_("Submitted"), local(obj.submitted_at))
        yield Fact(_("Channel"), obj.partner or obj.channel, note=obj.external_ref)
        if obj.limit is not None:
            yield Fact(_("Limit"), money(obj.limit), note=percent(obj.offered_rate))
            yield Fact(_("Offer stands until"), day(obj.offer_expires_on))

    def panels(self, request: HttpRequest, obj: Application) -> Iterable[Panel]:
        contracts = obj.contracts.order_by("-pk")
        rows = [
            [
                Cell(contract.number, href=case_url(contract)),
                Cell(contract.get_state_display(), tone=TONES[contract.state] or "quiet"),
                money(contract.amount, contract.currency),
            ]
            for contract in contracts
        ]
        if rows:
            table = Table(columns=[_("Number"), _("State"), _("Amount")], rows=rows)
            yield Panel(title=_("Contracts"), table=table, place="side")
        yield _others(obj)
        papers = Document.objects.filter(subject_id=obj.public_id).order_by("-pk")[:20]
        if papers:
            rows = [[paper.title, local(paper.made_at)] for paper in papers]
            table = Table(columns=[_("Paper"), _("When")], rows=rows)
            yield Panel(title=_("Papers"), table=table, place="side")
        yield timeline_panel(obj.public_id)


def _others(obj: Application) -> Panel:
    """The borrower's other requests and what they owe: one look at the whole person."""
    others = (
        Application.objects.filter(borrower=obj.borrower_id)
        .exclude(pk=obj.pk)
        .select_related("product_version__product")
        .order_by("-pk")[:10]
    )
    rows = [
        [
            Cell(other.product_version.product.code, href=case_url(other)),
            money(other.amount, other.product_version.currency),
            Cell(other.get_state_display(), tone=TONES[other.state] or "quiet"),
        ]
        for other in others
    ]
    table = Table(columns=[_("Product"), _("Amount"), _("State")], rows=rows, empty=_("None."))
    return Panel(title=_("Other applications of this person"), table=table, place="side")
