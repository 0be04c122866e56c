"""Payments: vouchers to confirm or reject, posted payments with their split, reversals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.models import User
from core.desk import (
    Cell,
    Column,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    QueueItem,
    ServiceAction,
    Table,
    case_url,
    day,
    local,
    money,
    timeline_panel,
)
from core.desk.officers import officer
from core.errors import NotFound
from lending.models import JournalEntry
from repayments.admin.forms import ConfirmVoucherForm, RejectVoucherForm, ReversePaymentForm
from repayments.admin.queues import voucher_items
from repayments.models import Allocation, Payment
from repayments.policies import may_confirm_voucher, may_look_at_voucher, may_reverse
from repayments.selectors import split_preview
from repayments.services import confirm_voucher, look_at_voucher, reject_voucher, reverse_payment
from repayments.states import PaymentState

Part = Allocation.Part
PART_WORDS = {
    Part.PENALTY: gettext_lazy("Penalty interest"),
    Part.FEE: gettext_lazy("Fee"),
    Part.INTEREST: gettext_lazy("Interest"),
    Part.PRINCIPAL: gettext_lazy("Principal"),
    Part.EARLY_REPAYMENT_CHARGE: gettext_lazy("Early repayment charge"),
    Part.UNAPPLIED: gettext_lazy("Held for the borrower"),
}


ENTRY_WORDS = {
    "payment": gettext_lazy("payment"),
    "payoff": gettext_lazy("payoff"),
    "penalty": gettext_lazy("penalty"),
    "redress": gettext_lazy("redress"),
    "bill": gettext_lazy("bill"),
}


def _waits(payment: Payment, user: User) -> bool:
    return bool(payment.state == PaymentState.TO_CONFIRM)


def _confirm(*, obj: Payment, user: User, at: dt.datetime, **facts: Any) -> str:
    done = confirm_voucher(payment_id=obj.public_id, user=user, at=at, **facts)
    return _("%(amount)s is booked with value date %(on)s.") % {
        "amount": money(done.amount, done.currency),
        "on": day(done.received_on),
    }


def _reject(*, obj: Payment, user: User, at: dt.datetime, note: str) -> str:
    reject_voucher(payment_id=obj.public_id, user=user, note=note, at=at)
    return _("The voucher is rejected and the borrower is told why.")


def _reverse(*, obj: Payment, user: User, at: dt.datetime, reason: str) -> str:
    reverse_payment(payment_id=obj.public_id, reason=reason, actor=user.as_actor(), at=at)
    return _("The payment is reversed and the borrower is told why.")


def voucher_panel(payment: Payment) -> Panel | None:
    """The paper itself where it is a picture, a link to it where it is a PDF."""
    if payment.voucher is None:
        return None
    return Panel(
        title=gettext_lazy("Voucher"),
        template="desk/repayments/part_voucher.html",
        context={
            "voucher": payment.voucher,
            "url": reverse("admin:repayments_payment_voucher", args=[payment.pk]),
            "is_picture": payment.voucher.content_type.startswith("image/"),
        },
    )


def _voucher_panels(payment: Payment) -> Sequence[Panel]:
    panel = voucher_panel(payment)
    return [panel] if panel else []


@admin.register(Payment)
class PaymentAdmin(DeskAdmin):
    """Money from borrowers. Finance confirms, rejects and reverses; others read."""

    list_display = (
        "number_shown",
        "state_mark",
        "borrower_masked",
        "amount_shown",
        "method_shown",
        "value_date",
        "booked_at",
    )
    list_filter = ("state", "method", "received_on")
    search_fields = ("=public_id", "=bank_reference", "=loan__public_id")
    search_help_text = gettext_lazy("Payment, loan or bank's reference")
    list_select_related = ("borrower",)
    ordering = ("-pk",)
    paginator = InfinitePaginator
    case_related = ("borrower", "loan", "voucher", "entry")
    service_actions = (
        ServiceAction(
            name="confirm",
            title=gettext_lazy("Confirm the voucher"),
            intro=gettext_lazy("Enter what the bank statement says, not what the voucher says."),
            run=_confirm,
            form=ConfirmVoucherForm,
            may=may_confirm_voucher,
            when=_waits,
            icon="task_alt",
            key="c",
            variant="primary",
            panels=_voucher_panels,
        ),
        ServiceAction(
            name="reject",
            title=gettext_lazy("Reject the voucher"),
            run=_reject,
            form=RejectVoucherForm,
            may=may_confirm_voucher,
            when=_waits,
            icon="block",
            key="r",
            variant="danger",
            panels=_voucher_panels,
        ),
        ServiceAction(
            name="reverse",
            title=gettext_lazy("Reverse the payment"),
            intro=gettext_lazy(
                "The opposite entries are booked today; the instalments are owed again."
            ),
            run=_reverse,
            form=ReversePaymentForm,
            may=may_reverse,
            when=lambda payment, user: payment.state == PaymentState.POSTED,
            icon="undo",
            variant="danger",
        ),
    )

    @display(description=gettext_lazy("Way"), ordering="method")
    def method_shown(self, obj: Payment) -> str:
        return str(obj.get_method_display())

    @display(description=gettext_lazy("Value date"), ordering="received_on")
    def value_date(self, obj: Payment) -> str:
        return day(obj.received_on)

    @display(description=gettext_lazy("Booked"), ordering="posted_at")
    def booked_at(self, obj: Payment) -> str:
        return local(obj.posted_at)

    def figure(self, obj: Payment) -> Figure:
        said = obj.state == PaymentState.TO_CONFIRM
        label = _("The borrower says") if said else _("Amount")
        return Figure(label=label, value=money(obj.amount, obj.currency))

    def facts(self, obj: Payment) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.borrower.masked_name, case_url(obj.borrower))
        if obj.loan is not None:
            yield Fact(_("Loan number"), obj.loan.public_id, case_url(obj.loan))
        yield Fact(_("Way"), obj.get_method_display())
        yield Fact(_("Value date"), day(obj.received_on))
        yield Fact(_("Booked"), local(obj.posted_at))
        if obj.bank_reference:
            yield Fact(_("Bank's reference"), obj.bank_reference)
        if obj.is_payoff:
            yield Fact(_("Purpose"), _("pays the loan off"))
        if obj.closing_note:
            yield Fact(_("Why it ended"), obj.closing_note)

    def panels(self, request: HttpRequest, obj: Payment) -> Iterable[Panel]:
        if obj.voucher is not None and may_look_at_voucher(officer(request)):
            yield from _voucher_panels(obj)
        if obj.state == PaymentState.TO_CONFIRM and obj.loan is not None and obj.received_on:
            yield _preview_panel(obj)
        else:
            yield _split_panel(obj)
            yield _entries_panel(obj)
        yield timeline_panel(obj.public_id)

    def queue(self, request: HttpRequest, obj: Payment) -> Sequence[QueueItem]:
        if obj.state != PaymentState.TO_CONFIRM or not may_confirm_voucher(officer(request)):
            return ()
        return voucher_items(here=obj.pk)

    def get_urls(self) -> list[URLPattern]:
        view = never_cache(self.admin_site.admin_view(self.voucher_view))
        return [
            path("<int:pk>/voucher/", view, name="repayments_payment_voucher"),
            *super().get_urls(),
        ]

    def voucher_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The stored paper as it is; the look is logged."""
        payment = self._case(request, str(pk))
        if payment is None:
            raise NotFound
        document, body = look_at_voucher(payment_id=payment.public_id, user=officer(request))
        return HttpResponse(
            body,
            content_type=document.content_type,
            headers={
                "Content-Disposition": "inline",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
            },
        )


def _preview_panel(payment: Payment) -> Panel:
    """What the money would meet, before anybody confirms it."""
    assert payment.loan is not None and payment.received_on is not None  # noqa: S101, PT018 - asked before
    split = split_preview(payment.loan, amount=payment.amount, on=payment.received_on)
    currency = payment.currency
    parts = [
        (Part.FEE, split.fee),
        (Part.PENALTY, split.penalty),
        (Part.INTEREST, split.interest),
        (Part.PRINCIPAL, split.principal),
        (Part.UNAPPLIED, split.kept),
    ]
    rows = [[PART_WORDS[part], money(amount, currency)] for part, amount in parts if amount]
    texts = []
    if split.settles_rows:
        numbers = ", ".join(str(number) for number in split.settles_rows)
        texts.append(_("Instalments paid by it: %(numbers)s.") % {"numbers": numbers})
    if split.short_by > 0:
        short = money(split.short_by, currency)
        texts.append(_("Still missing of what is due: %(amount)s.") % {"amount": short})
    return Panel(
        title=gettext_lazy("What it would pay"),
        place="side",
        table=Table(
            columns=[_("Part"), Column(_("Amount"), is_number=True)],
            rows=rows,
            total=[_("Total"), money(split.amount, currency)],
        ),
        texts=texts,
    )


def _split_panel(payment: Payment) -> Panel:
    allocations = payment.allocations.select_related("instalment").order_by("pk")
    return Panel(
        title=gettext_lazy("What it paid"),
        table=Table(
            columns=[
                _("Instalment number"),
                _("Part"),
                _("Undone"),
                Column(_("Amount"), is_number=True),
            ],
            rows=[
                [
                    part.instalment.number if part.instalment else "—",
                    PART_WORDS[Part(part.part)],
                    local(part.undone_at) if part.undone_at else "",
                    money(part.amount, payment.currency),
                ]
                for part in allocations
            ],
            empty=_("Nothing: it is not booked."),
        ),
    )


def _entries_panel(payment: Payment) -> Panel:
    """What was written to the books, with its reversal."""
    entries = JournalEntry.objects.filter(source=payment.public_id).order_by("pk")
    return Panel(
        title=gettext_lazy("Journal entries"),
        place="side",
        table=Table(
            columns=[_("Entry"), _("Value date"), Column(_("Amount"), is_number=True)],
            rows=[
                [
                    Cell(f"{entry.pk} · {_entry_words(entry.kind)}", href=case_url(entry)),
                    day(entry.value_on),
                    money(entry.total, entry.currency),
                ]
                for entry in entries
            ],
            empty=_("None yet."),
        ),
    )


def _entry_words(kind: str) -> str:
    """An entry's kind in words; a reversal says so."""
    first = kind.removesuffix("_reversed")
    text = str(ENTRY_WORDS.get(first, first))
    return text if first == kind else _("reversal of: %(entry)s") % {"entry": text}
