"""The books: journal entries with their postings, and the trial balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from core.desk import (
    Cell,
    Column,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    Table,
    case_url,
    day,
    local,
    money,
    timeline_panel,
)
from core.desk.filters import choices_filter
from lending.admin.loans import KINDS, entry_kind
from lending.ledger.balances import trial_balance
from lending.ledger.chart import Account, Side
from lending.models import JournalEntry, Loan, Posting


@admin.register(JournalEntry)
class JournalEntryAdmin(DeskAdmin):
    """Balanced facts about money, for ever."""

    list_display = ("id", "kind_text", "product", "sum", "value_on", "booked_on", "source")
    list_filter = (choices_filter("kind", _("kind"), KINDS.items), "booked_on")
    search_fields = ("=source", "=idempotency_key")
    ordering = ("-pk",)
    paginator = InfinitePaginator
    case_related = ("reverses", "reversed_by")
    change_list_template = "lending/desk/journal_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trial_balance_view)
        return [path("trial-balance/", view, name="trial_balance"), *super().get_urls()]

    @display(description=_("Kind"), ordering="kind")
    def kind_text(self, obj: JournalEntry) -> str:
        return entry_kind(obj.kind)

    @display(description=_("Amount"), ordering="total")
    def sum(self, obj: JournalEntry) -> str:
        return money(obj.total, obj.currency)

    def title_of(self, obj: JournalEntry) -> str:
        return f"{entry_kind(obj.kind)} · {obj.pk}"

    def figure(self, obj: JournalEntry) -> Figure:
        return Figure(
            label=str(_("Amount")), value=money(obj.total, obj.currency), note=obj.product
        )

    def facts(self, obj: JournalEntry) -> Iterable[Fact]:
        loan = Loan.objects.filter(obligation_id=obj.obligation_id).only("pk", "public_id").first()
        if loan is not None:
            yield Fact(_("Loan number"), loan.public_id, href=case_url(loan))
        yield Fact(_("Value date"), day(obj.value_on))
        yield Fact(_("Booked on"), day(obj.booked_on), note=local(obj.recorded_at))
        yield Fact(_("Because of"), obj.source)
        yield Fact(_("Key"), obj.idempotency_key)
        if obj.reverses:
            yield Fact(_("Reverses"), obj.reverses_id, href=case_url(obj.reverses))
        if hasattr(obj, "reversed_by"):
            yield Fact(
                _("Reversed by"), obj.reversed_by.pk, href=case_url(obj.reversed_by), tone=""
            )

    def panels(self, request: HttpRequest, obj: JournalEntry) -> Iterable[Panel]:
        lines = Posting.objects.filter(entry_id=obj.pk, obligation_id=obj.obligation_id)
        rows = []
        for line in lines.order_by("line"):
            amount = money(line.amount, line.currency)
            is_debit = line.side == Side.DEBIT
            account = Cell(Account(line.account).label, note=line.account)
            rows.append(
                [line.line, account, amount if is_debit else "", "" if is_debit else amount]
            )
        total = money(obj.total, obj.currency)
        table = Table(columns=_COLUMNS, rows=rows, total=["", _("Sum"), total, total])
        yield Panel(title=_("Postings"), table=table)
        yield timeline_panel(obj.source, title=_("What it is booked for"))

    def trial_balance_view(self, request: HttpRequest) -> HttpResponse:
        """Debits, credits and balance of every account, up to a date."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            on = parse_date(request.GET.get("to", ""))
        except ValueError:  # shaped like a date, but there is no such day
            on = None
        context = {
            **self.page_context(request, title=_("Trial balance"), obj=None),
            "panels": _trial_balance(on),
            "to": on,
        }
        return TemplateResponse(request, "lending/desk/trial_balance.html", context)


_COLUMNS: list[Any] = [
    Column("#", is_number=True),
    _("Ledger account"),
    Column(_("Debit"), is_number=True),
    Column(_("Credit"), is_number=True),
]


def _trial_balance(to: dt.date | None) -> list[Panel]:
    """One table a currency; its last line proves that the books balance."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in trial_balance(booked_to=to):
        lines.setdefault(str(line["currency"]), []).append(line)
    panels = []
    for currency, found in lines.items():
        debit = sum((line["debit"] for line in found), Decimal(0))
        credit = sum((line["credit"] for line in found), Decimal(0))
        rows = [
            [
                Cell(Account(line["account"]).label, note=line["account"]),
                *(money(line[name], currency) for name in ("debit", "credit", "balance")),
            ]
            for line in found
        ]
        columns = [
            _("Ledger account"),
            *(Column(t, is_number=True) for t in (_("Debit"), _("Credit"), _("Balance"))),
        ]
        total = [_("Sum"), *(money(value, currency) for value in (debit, credit, debit - credit))]
        agrees = debit == credit
        text = (
            _("Debits equal credits.")
            if agrees
            else _("Debits and credits DIFFER: stop and report.")
        )
        panels.append(
            Panel(
                title=currency,
                texts=[text],
                table=Table(columns=columns, rows=rows, total=total),
                tone="success" if agrees else "danger",
            )
        )
    return panels
