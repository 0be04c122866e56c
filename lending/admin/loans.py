"""Loans: what is owed, the schedule, and the ledger behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from core.calendar.business_date import open_date
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
    list_url,
    money,
    percent,
    timeline_panel,
)
from lending.ledger.balances import balances_of
from lending.models import Instalment, JournalEntry, Loan
from lending.selectors import instalments_of
from lending.states import LoanState


@admin.register(Loan)
class LoanAdmin(DeskAdmin):
    """Disbursed loans, ours and those taken over."""

    list_display = (
        "public_id",
        "state_mark",
        "borrower_masked",
        "product_code",
        "lent",
        "owed",
        "disbursed_on",
        "late",
    )
    list_filter = ("state", "product_version__product")
    search_fields = ("=public_id", "=external_id", "=borrower__public_id", "=contract__number")
    ordering = ("-pk",)
    paginator = InfinitePaginator
    list_select_related = ("borrower", "product_version__product")
    case_related = ("borrower", "product_version__product", "contract", "partner")

    @display(description=_("Product"))
    def product_code(self, obj: Loan) -> str:
        return str(obj.product_version.product.code)

    @display(description=_("Lent"), ordering="principal")
    def lent(self, obj: Loan) -> str:
        return money(obj.principal, obj.currency)

    @display(description=_("Principal owed"), ordering="principal_outstanding")
    def owed(self, obj: Loan) -> str:
        return money(obj.principal_outstanding, obj.currency)

    @display(description=_("Unpaid since"), ordering="oldest_unpaid_due_on")
    def late(self, obj: Loan) -> str:
        return day(obj.oldest_unpaid_due_on)

    def figure(self, obj: Loan) -> Figure:
        return Figure(
            label=gettext("Principal owed"),
            value=money(obj.principal_outstanding, obj.currency),
            note=gettext("of %(lent)s lent") % {"lent": money(obj.principal, obj.currency)},
        )

    def facts(self, obj: Loan) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.borrower.masked_name, href=case_url(obj.borrower))
        if obj.contract:
            yield Fact(_("Contract"), obj.contract.number, href=case_url(obj.contract))
        else:
            yield Fact(_("Taken over from"), obj.origin, note=obj.external_id)
        yield Fact(_("Product"), obj.product_version.product.code)
        yield Fact(_("Rate a year"), percent(obj.annual_rate))
        yield Fact(_("Lent on"), day(obj.disbursed_on))
        yield Fact(_("Last due"), day(obj.final_due_on))
        if obj.oldest_unpaid_due_on and obj.state in (LoanState.ACTIVE, LoanState.OVERDUE):
            late = (open_date() - obj.oldest_unpaid_due_on).days
            text = gettext("%(days)s days") % {"days": late} if late > 0 else gettext("today")
            tone = "danger" if obj.state == LoanState.OVERDUE else "warning"
            yield Fact(_("Unpaid since"), day(obj.oldest_unpaid_due_on), tone=tone, note=text)
        if obj.closed_on:
            yield Fact(_("Closed"), day(obj.closed_on))

    def panels(self, request: HttpRequest, obj: Loan) -> Iterable[Panel]:
        due = [
            Fact(_("Interest due"), money(obj.interest_due, obj.currency)),
            Fact(_("Fees due"), money(obj.fee_due, obj.currency)),
            Fact(_("Penalty due"), money(obj.penalty_due, obj.currency)),
            Fact(_("Not yet allocated"), money(obj.unapplied, obj.currency)),
        ]
        yield Panel(title=_("Due now"), facts=due, place="side")
        yield _schedule(obj)
        yield _charges(obj)
        if request.user.has_perm("lending.view_journalentry"):
            yield _balances(obj)
            yield _entries(obj)
        contract_id = obj.contract.public_id if obj.contract else ""
        yield timeline_panel(obj.public_id, contract_id)


def _schedule(loan: Loan) -> Panel:
    rows = list(instalments_of(loan))
    on = open_date()
    table = Table(
        columns=[
            Column("#", is_number=True), _("Due"), Column(_("Principal"), is_number=True),
            Column(_("Interest"), is_number=True), Column(_("Fees"), is_number=True),
            Column(_("Paid"), is_number=True), _("State"),
        ],
        rows=[_row(row, loan.currency, on=on) for row in rows],
        total=[
            "", _("Sum"), *(
                money(sum((getattr(row, part) for row in rows), Decimal(0)), loan.currency)
                for part in ("principal", "interest", "fee")
            ),
            money(sum((_paid(row) for row in rows), Decimal(0)), loan.currency), "",
        ],
    )  # fmt: skip
    return Panel(title=_("Schedule"), table=table)


def _paid(row: Instalment) -> Decimal:
    return row.principal_paid + row.interest_paid + row.fee_paid


def _row(row: Instalment, currency: str, *, on: dt.date) -> list[object]:
    if row.settled_on:
        state = Cell(_("paid"), tone="success", note=day(row.settled_on))
    elif row.due_on < on:
        state = Cell(_("unpaid"), tone="danger")
    elif row.billed_on:
        state = Cell(_("billed"), tone="warning")
    else:
        state = Cell(_("to come"), tone="quiet")
    amounts = (row.principal, row.interest, row.fee, _paid(row))
    return [row.number, day(row.due_on), *(money(amount, currency) for amount in amounts), state]


def _charges(loan: Loan) -> Panel:
    charges = loan.charges
    facts = [
        Fact(_("Days of grace"), charges.get("grace_days", "—")),
        Fact(_("Penalty rate a year"), percent(Decimal(str(charges.get("penalty_rate") or 0)))),
        Fact(
            _("Early repayment charge"),
            percent(Decimal(str(charges.get("early_repayment_pct") or 0))),
        ),
        Fact(_("Order of allocation"), _order(charges.get("allocation_order") or ())),
    ]
    return Panel(title=_("What may be charged"), facts=facts, place="side")


_PARTS = {
    "fee": _("fees"),
    "interest": _("interest"),
    "penalty": _("penalty"),
    "principal": _("principal"),
}


def _order(parts: Iterable[str]) -> str:
    return " → ".join(str(_PARTS.get(part, part)) for part in parts) or "—"


def _balances(loan: Loan) -> Panel:
    rows = [
        [account.label, money(balance, loan.currency)]
        for account, balance in balances_of(loan.obligation_id).items()
        if balance
    ]
    columns = [_("Ledger account"), Column(_("Balance"), is_number=True)]
    table = Table(columns=columns, rows=rows, empty=_("All accounts stand at zero."))
    return Panel(title=_("Balances in the ledger"), table=table, place="side")


def _entries(loan: Loan) -> Panel:
    entries = JournalEntry.objects.filter(obligation_id=loan.obligation_id).order_by("-pk")[:12]
    rows = [
        [
            Cell(entry_kind(entry.kind), href=case_url(entry)),
            day(entry.value_on),
            money(entry.total, entry.currency),
        ]
        for entry in entries
    ]
    columns = [_("Entry"), _("Value date"), Column(_("Amount"), is_number=True)]
    table = Table(columns=columns, rows=rows, empty=_("No entries."))
    href = list_url("lending.journalentry", f"obligation={loan.obligation_id}")
    facts = [Fact(_("All entries"), _("open the list"), href=href)] if len(rows) == 12 else []
    return Panel(title=_("Latest entries"), table=table, facts=facts, place="side")


KINDS = {
    "disbursement": _("disbursement"),
    "payout_sent": _("payout sent"),
    "bill": _("bill"),
    "fall_due": _("interest falls due"),
    "payment": _("payment"),
    "payoff": _("payoff"),
    "penalty": _("penalty"),
    "income_interest": _("interest income of the day"),
    "income_penalty": _("penalty income of the day"),
    "redress": _("redress"),
    "refund_due": _("refund due"),
    "opening": _("opening balance"),
}


def entry_kind(kind: str) -> str:
    """An entry's kind in words; a reversal says so."""
    first = kind.removesuffix("_reversed")
    text = str(KINDS.get(first, first))
    return text if first == kind else gettext("reversal of: %(entry)s") % {"entry": text}
