"""Finance's waiting work: vouchers, money in suspense, loans that fell overdue (SC12, SC16)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.states import Role
from core.calendar.business_date import open_date
from core.desk import Queue, QueueItem, case_url, day, list_url, money, register_queue
from core.desk.officers import officer
from lending.models import Loan
from lending.states import LoanState
from repayments.policies import may_confirm_voucher
from repayments.selectors import days_past_due, money_in_suspense, vouchers_to_confirm
from repayments.states import PaymentState

SHOWN = 5
BESIDE = 30  # cases beside the open one


def voucher_items(*, here: int | None = None, most: int = BESIDE) -> list[QueueItem]:
    """Vouchers that wait, oldest first."""
    return [
        QueueItem(
            title=f"{payment.borrower.masked_name} · {money(payment.amount, payment.currency)}",
            href=case_url(payment),
            note=_("transfer of %(on)s") % {"on": day(payment.received_on)},
            is_here=payment.pk == here,
        )
        for payment in vouchers_to_confirm().select_related("borrower")[:most]
    ]


def voucher_queue(request: HttpRequest) -> Queue | None:
    if not may_confirm_voucher(officer(request)):
        return None
    return Queue(
        title=_("Vouchers to confirm"),
        icon="receipt_long",
        href=list_url("repayments.payment", f"state__exact={PaymentState.TO_CONFIRM}"),
        total=vouchers_to_confirm().count(),
        items=voucher_items(most=SHOWN),
        empty=_("No voucher waits."),
        tone="warning",
    )


def suspense_queue(request: HttpRequest) -> Queue | None:
    """Money that came and fits nowhere; shown only while there is some."""
    if not may_confirm_voucher(officer(request)):
        return None
    total = money_in_suspense().count()
    if not total:
        return None
    return Queue(
        title=_("Money in suspense"),
        icon="help_center",
        href=list_url("lending.journalentry"),
        total=total,
        items=[
            QueueItem(
                title=f"{money(entry.total, entry.currency)} · {entry.source}",
                href=case_url(entry),
                note=day(entry.value_on),
            )
            for entry in money_in_suspense()[:SHOWN]
        ],
        empty="",
        tone="danger",
    )


def overdue_queue(request: HttpRequest) -> Queue | None:
    """Finance watches repayment: the longest overdue first."""
    if not officer(request).has_role(Role.FINANCE):
        return None
    loans = Loan.objects.filter(state=LoanState.OVERDUE)
    on = open_date()
    return Queue(
        title=_("Overdue loans"),
        icon="schedule",
        href=list_url("lending.loan", f"state__exact={LoanState.OVERDUE}"),
        total=loans.count(),
        items=[
            QueueItem(
                title=f"{loan.borrower.masked_name} · "
                f"{money(loan.principal_outstanding, loan.currency)}",
                href=case_url(loan),
                mark=_("%(days)s days overdue") % {"days": days_past_due(loan, on=on)},
                tone="danger",
            )
            for loan in loans.select_related("borrower").order_by("oldest_unpaid_due_on", "pk")[
                :SHOWN
            ]
        ],
        empty=_("Nobody is overdue."),
        tone="danger",
    )


register_queue(20, voucher_queue)
register_queue(22, suspense_queue)
register_queue(25, overdue_queue)
