"""Contracts and payouts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.desk import (
    TONES,
    Cell,
    Column,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    Queue,
    QueueItem,
    ReasonForm,
    ServiceAction,
    Table,
    case_url,
    day,
    list_url,
    local,
    money,
    percent,
    register_queue,
    timeline_panel,
)
from core.desk.documents import open_document
from core.desk.officers import officer
from lending.cost_words import cost_words
from lending.models import BankCallback, Contract, Disbursement
from lending.policies import may_retry_payout
from lending.selectors import payouts_by_state
from lending.services import retry_payout
from lending.states import DisbursementState


def _open(*, obj: Contract, user: Any, at: dt.datetime, reason: str) -> HttpResponse:
    return open_document(document=obj.document, user=user, reason=reason, at=at)


@admin.register(Contract)
class ContractAdmin(DeskAdmin):
    """Contracts with their frozen terms and the way they were signed."""

    list_display = (
        "number",
        "state_mark",
        "borrower_masked",
        "amount_shown",
        "instalments",
        "signed_on",
    )
    list_filter = ("state",)
    search_fields = ("=number", "=public_id", "=borrower__public_id")
    ordering = ("-pk",)
    list_select_related = ("borrower",)
    case_related = (
        "borrower", "application", "product_version__product", "bank_account", "document",
        "disbursement", "loan",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="document", title=_("Read the contract"), run=_open, form=ReasonForm,
            when=lambda obj, _user: obj.document_id is not None, icon="picture_as_pdf",
            intro=_("The contract shows personal data. Each look is on record with your reason."),
        ),
    )  # fmt: skip

    def title_of(self, obj: Contract) -> str:
        return obj.number

    def figure(self, obj: Contract) -> Figure:
        return Figure(
            label=gettext("Principal"),
            value=money(obj.amount, obj.currency),
            note=gettext("%(count)s instalments · %(product)s")
            % {"count": obj.instalments, "product": obj.product_version.product.code},
        )

    def facts(self, obj: Contract) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.borrower.masked_name, href=case_url(obj.borrower))
        yield Fact(_("Rate a year"), percent(obj.annual_rate))
        yield Fact(_("Application"), obj.application.public_id, href=case_url(obj.application))
        yield Fact(_("Account"), str(obj.bank_account))
        if hasattr(obj, "disbursement"):
            payout = obj.disbursement
            yield Fact(_("Payout"), payout.get_state_display(), tone=TONES[payout.state] or "quiet")
        if hasattr(obj, "loan"):
            yield Fact(_("Loan number"), obj.loan.public_id, href=case_url(obj.loan))

    def panels(self, request: HttpRequest, obj: Contract) -> Iterable[Panel]:
        words = cost_words(obj)
        rows = [
            [c.name, c.standard, money(c.amount, obj.currency), c.collected_by]
            for c in words.charges
        ]
        columns = [_("Charge"), _("How"), Column(_("Amount"), is_number=True), _("Collected by")]
        facts = [Fact(_("Annualised cost"), percent(words.annualised))]
        yield Panel(title=_("Cost statement"), facts=facts, table=Table(columns=columns, rows=rows))
        evidence = [
            Fact(_("Statement shown"), local(obj.statement_shown_at)),
            Fact(_("Statement confirmed"), local(obj.statement_confirmed_at)),
            Fact(_("Signed"), local(obj.signed_at)),
            Fact(_("Digest of the statement"), obj.cost_statement_digest),
            Fact(_("Maths"), obj.maths_version),
        ]
        if obj.document:
            evidence.append(Fact(_("Digest of the contract"), obj.document.sha256))
        yield Panel(title=_("How it was signed"), facts=evidence, place="side")
        if hasattr(obj, "disbursement"):
            payout = obj.disbursement
            cells = [
                [
                    Cell(payout.reference, href=case_url(payout)),
                    payout.attempts,
                    payout.failure or "—",
                ]
            ]
            table = Table(columns=[_("Reference"), _("Tries"), _("Failure")], rows=cells)
            yield Panel(title=_("Payout"), table=table, place="side")
        yield timeline_panel(obj.public_id)


def _retry(*, obj: Disbursement, user: Any, at: dt.datetime, reason: str) -> str:
    retry_payout(disbursement_id=obj.public_id, user=user, at=at, reason=reason)
    return gettext("A new payout is ordered under a new reference.")


@admin.register(Disbursement)
class DisbursementAdmin(DeskAdmin):
    """Money on its way out; each order leaves at most once."""

    list_display = (
        "reference",
        "state_mark",
        "amount_shown",
        "attempts",
        "bank_reference",
        "paid_on",
        "failure",
    )
    list_filter = ("state",)
    search_fields = ("=reference", "=public_id", "=bank_reference")
    ordering = ("-pk",)
    case_related = ("contract__borrower", "contract__bank_account")
    service_actions = (
        ServiceAction(
            name="retry", title=_("Order a new payout"), run=_retry, form=ReasonForm,
            may=may_retry_payout, icon="replay", key="r", variant="primary",
            when=lambda obj, _user: obj.state == DisbursementState.FAILED,
            intro=_("The bank surely refused this payout. The new order has a reference of its own."),
        ),
    )  # fmt: skip

    def title_of(self, obj: Disbursement) -> str:
        return obj.reference

    def figure(self, obj: Disbursement) -> Figure:
        return Figure(
            label=gettext("Payout"), value=money(obj.amount, obj.currency), note=day(obj.paid_on)
        )

    def facts(self, obj: Disbursement) -> Iterable[Fact]:
        yield Fact(_("Contract"), obj.contract.number, href=case_url(obj.contract))
        yield Fact(
            _("Borrower"), obj.contract.borrower.masked_name, href=case_url(obj.contract.borrower)
        )
        yield Fact(_("To account"), str(obj.contract.bank_account))
        yield Fact(_("At the bank"), obj.bank_reference or "—")
        yield Fact(_("Tries"), obj.attempts)
        if obj.failure:
            yield Fact(_("Failure"), obj.failure, tone="danger")
        if obj.ask_again_at:
            yield Fact(_("Asked for again"), local(obj.ask_again_at))

    def panels(self, request: HttpRequest, obj: Disbursement) -> Iterable[Panel]:
        calls = BankCallback.objects.filter(reference=obj.reference).order_by("-pk")[:20]
        rows = [[local(call.received_at), call.event, local(call.handled_at)] for call in calls]
        columns = [_("Received"), _("What"), _("Handled")]
        table = Table(columns=columns, rows=rows, empty=_("The bank has said nothing yet."))
        yield Panel(title=_("What the bank said"), table=table)
        yield timeline_panel(obj.public_id)

    def queue(self, request: HttpRequest, obj: Disbursement) -> list[QueueItem]:
        if not may_retry_payout(officer(request)):
            return []
        return _items(payouts_by_state(DisbursementState.FAILED)[:20], here=obj)


def _items(payouts: Iterable[Disbursement], *, here: Disbursement | None = None) -> list[QueueItem]:
    return [
        QueueItem(
            title=f"{payout.contract.borrower.masked_name} · {money(payout.amount, payout.currency)}",
            href=case_url(payout),
            note=payout.failure,
            mark=payout.get_state_display(),
            tone=TONES[payout.state],
            is_here=here is not None and here.pk == payout.pk,
        )
        for payout in payouts
    ]


def _queue(request: HttpRequest) -> Queue | None:
    if not may_retry_payout(officer(request)):
        return None
    rows = payouts_by_state(DisbursementState.FAILED, DisbursementState.UNKNOWN)
    found = list(rows[:51])
    return Queue(
        title=_("Payouts that need a look"),
        icon="send_money",
        href=list_url("lending.disbursement", "state__exact=failed"),
        total=len(found),
        items=_items(found[:8]),
        empty=_("Every payout has arrived or is on its way."),
        tone="danger",
    )


register_queue(30, _queue)
