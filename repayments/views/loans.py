"""The list of loans, one loan, and its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.site import borrower_required
from core.calendar.business_date import open_date
from core.documents.store import read_document
from lending.selectors import loan_for
from lending.states import LoanState
from repayments.selectors import loan_list, loan_view, payment_for, payments_of
from repayments.services import issue_receipt, issue_settlement_certificate
from repayments.states import PaymentState

if TYPE_CHECKING:
    from accounts.models import Borrower
    from accounts.site.guards import BorrowerRequest
    from core.models import Document


@borrower_required
@require_safe
def loans(request: BorrowerRequest) -> HttpResponse:
    """All loans: what is due on each, the most urgent first."""
    lines = loan_list(request.borrower, on=open_date())
    context = {
        "open": [line for line in lines if line.is_open],
        "closed": [line for line in lines if not line.is_open],
    }
    return render(request, "repayments/loans.html", context)


@borrower_required
@require_safe
def loan(request: BorrowerRequest, loan_id: str) -> HttpResponse:
    """One loan: next due, balances, schedule, money events, papers."""
    found = loan_for(request.borrower, loan_id)
    view = loan_view(found, on=open_date())
    waiting = payments_of(request.borrower).filter(loan=found, state=PaymentState.TO_CONFIRM)
    context = {
        "loan": found,
        "view": view,
        "version": found.product_version,
        "currency": found.currency,
        "days_left": (view.next_due.on - view.on).days if view.next_due else None,
        "paid_rows": sum(1 for row in view.rows if row.state == "paid"),
        "has_extras": any(row.fee or row.penalty for row in view.rows),
        "next_number": next((row.number for row in view.rows if row.state != "paid"), None),
        "vouchers": list(waiting[:5]),
        "is_settled": found.state == LoanState.SETTLED,
    }
    return render(request, "repayments/loan.html", context)


@borrower_required
@require_safe
def certificate(request: BorrowerRequest, loan_id: str) -> HttpResponse:
    """The settlement certificate. Raises NotFound, NotSettledYet."""
    found = loan_for(request.borrower, loan_id)
    return _pdf(issue_settlement_certificate(loan_id=found.public_id, at=timezone.now()))


@borrower_required
@require_safe
def receipt(request: BorrowerRequest, payment_id: str) -> HttpResponse:
    """The receipt of a payment. Raises NotFound, PaymentNotPosted."""
    found = payment_for(request.borrower, payment_id)
    return _pdf(issue_receipt(payment_id=found.public_id, at=timezone.now()))


def due_card(request: HttpRequest, borrower: Borrower | None) -> str:
    """The start page of somebody who owes: the next due amount and the button that pays it; then the other loans."""
    if borrower is None:
        return ""
    lines = [line for line in loan_list(borrower, on=open_date()) if line.is_open]
    if not lines:
        return ""
    context = {"first": lines[0], "others": lines[1:]}
    return render_to_string("repayments/parts/due_card.html", context, request)


def _pdf(document: Document) -> HttpResponse:
    return HttpResponse(
        read_document(document),
        content_type=document.content_type,
        headers={"Content-Disposition": f'inline; filename="{document.public_id}.pdf"'},
    )
