"""Paying: an amount with its effect, the bank's cashier or a transfer, and what became of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.site import borrower_required
from accounts.site.forms import status_of
from core.calendar.business_date import open_date
from core.errors import LoanwrightError, NotFound
from lending.selectors import loan_for
from repayments.forms import DUE, OTHER, PayForm, PayoffForm, TransferForm
from repayments.selectors import (
    is_open,
    most_payable,
    next_due,
    payment_for,
    payments_of,
    split_preview,
    splits_of,
)
from repayments.services import pay_off, quote_payoff, start_payment, upload_voucher
from repayments.states import PaymentState

if TYPE_CHECKING:
    from accounts.site.guards import BorrowerRequest
    from lending.models import Loan
    from repayments.models import Payment

SAME_ORDER = dt.timedelta(minutes=15)  # a second click within it goes to the same cashier page


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: BorrowerRequest, loan_id: str) -> HttpResponse:
    """Choose an amount, see what it meets, confirm it: on to the bank's cashier page."""
    loan = loan_for(request.borrower, loan_id)
    if not is_open(loan):
        return redirect("loan", loan_id)
    on = open_date()
    due = next_due(loan, on=on)
    start = {"choice": DUE if due else OTHER}
    data = request.POST if request.method == "POST" else {**start, **request.GET.dict()}
    form = PayForm(data, loan=loan, due=due.amount if due else None, most=most_payable(loan, on=on))
    is_valid = form.is_valid()
    refusal: LoanwrightError | None = None
    if request.method == "POST" and is_valid:
        amount = form.cleaned_data["pays"]
        try:
            payment = _open_order(request, loan, amount=amount)
        except LoanwrightError as error:
            refusal = error
        else:
            return _to_cashier(payment)
    context = {
        "loan": loan,
        "currency": loan.currency,
        "form": form,
        "due": due,
        "on": on,
        "preview": split_preview(loan, amount=form.cleaned_data["pays"], on=on)
        if is_valid
        else None,
        "refusal": refusal,
        "chosen": form.data.get("choice"),
        "is_asked": request.method == "POST" or "choice" in request.GET,
    }
    status = status_of(refusal) if refusal else 200 if is_valid or not request.GET else 422
    return render(request, "repayments/pay.html", context, status=status)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: BorrowerRequest, loan_id: str) -> HttpResponse:
    """Our account for a bank transfer, and the upload of its voucher (SC12). Sent twice it counts once."""
    loan = loan_for(request.borrower, loan_id)
    if not is_open(loan):
        return redirect("loan", loan_id)
    today = open_date()
    status = 200
    if request.method == "POST":
        form = TransferForm(request.POST, request.FILES, today=today)
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["voucher"]
            try:
                payment = upload_voucher(
                    loan_id=loan_id,
                    amount=str(form.cleaned_data["amount"]),
                    paid_on=form.cleaned_data["paid_on"],
                    name=upload.name,
                    body=upload.read(),
                    actor=request.borrower.as_actor(),
                    at=timezone.now(),
                )
            except LoanwrightError as error:
                form.add_refusal(error, field="voucher")
                status = status_of(error)
            else:
                return redirect("payment", payment.public_id)
    else:
        due = next_due(loan, on=today)
        start = {"paid_on": today.isoformat(), "amount": str(due.amount) if due else ""}
        form = TransferForm(today=today, initial=start)
    context = {
        "loan": loan,
        "form": form,
        "currency": loan.currency,
        "number": loan.contract.number if loan.contract else loan.public_id,
    }
    return render(request, "repayments/transfer.html", context, status=status)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def payoff(request: BorrowerRequest, loan_id: str) -> HttpResponse:
    """What it costs to end the loan on a chosen day (SC13); today's can be paid at once."""
    loan = loan_for(request.borrower, loan_id)
    if not is_open(loan):
        return redirect("loan", loan_id)
    today, refusal = open_date(), None
    if request.method == "POST":
        try:
            return _to_cashier(_open_order(request, loan, amount=None))
        except LoanwrightError as error:
            refusal = error
    asked = request.GET.get("on")
    form = PayoffForm({"on": asked or today.isoformat()}, today=today)
    quote = None
    if form.is_valid():
        quote = quote_payoff(loan_id=loan_id, on=form.cleaned_data["on"], at=timezone.now())
    by_schedule = most_payable(loan, on=today) + loan.unapplied
    context = {
        "loan": loan,
        "currency": loan.currency,
        "form": form,
        "quote": quote,
        "today": today,
        "is_today": bool(quote and quote.on == today),
        "saved": max(by_schedule - quote.total, Decimal(0)) if quote else None,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200 if quote else 422
    return render(request, "repayments/payoff.html", context, status=status)


@borrower_required
@require_safe
def come_back(request: BorrowerRequest) -> HttpResponse:
    """The bank's page sends the payer here with the order's reference. Raises NotFound."""
    reference = request.GET.get("reference", "")[:120]
    found = payments_of(request.borrower).filter(channel="cashier", reference=reference).first()
    if found is None:
        raise NotFound
    return redirect("payment", found.public_id)


@borrower_required
@require_safe
def payment(request: BorrowerRequest, payment_id: str) -> HttpResponse:
    """What became of a payment: on its way, arrived with its split, or not."""
    found = payment_for(request.borrower, payment_id)
    if found.loan is None:
        raise NotFound
    loan = loan_for(request.borrower, found.loan.public_id)
    parts = splits_of(loan).get(found.pk, {}) if found.posted_at else {}
    context = {
        "payment": found,
        "loan": loan,
        "currency": found.currency,
        "parts": list(parts.items()),
        "is_waiting": found.state == PaymentState.PENDING,
        "is_settled": not is_open(loan) and found.state == PaymentState.POSTED,
    }
    return render(request, "repayments/payment.html", context)


@borrower_required
@require_POST
def to_cashier(request: BorrowerRequest, payment_id: str) -> HttpResponse:
    """Back to the cashier page of a payment that was begun."""
    found = payment_for(request.borrower, payment_id)
    if found.state != PaymentState.PENDING or not found.cashier_url:
        return redirect("payment", payment_id)
    return _to_cashier(found)


def _open_order(request: BorrowerRequest, loan: Loan, *, amount: Decimal | None) -> Payment:
    """A new order at the cashier, or the one that a first click has just opened."""
    at = timezone.now()
    facts: dict[str, Any] = (
        {"is_payoff": True} if amount is None else {"is_payoff": False, "amount": amount}
    )
    standing = (
        payments_of(request.borrower)
        .filter(loan=loan, state=PaymentState.PENDING, created_at__gte=at - SAME_ORDER, **facts)
        .exclude(cashier_url="")
        .first()
    )
    if standing is not None and (amount is not None or standing.amount == _payoff_now(loan, at)):
        return standing
    rest: dict[str, Any] = {
        "loan_id": loan.public_id,
        "actor": request.borrower.as_actor(),
        "at": at,
        "return_url": settings.PUBLIC_URL + reverse("payment-return"),
    }
    return pay_off(**rest) if amount is None else start_payment(amount=str(amount), **rest)


def _payoff_now(loan: Loan, at: dt.datetime) -> Decimal:
    total: Decimal = quote_payoff(loan_id=loan.public_id, on=open_date(), at=at).total
    return total


def _to_cashier(payment: Payment) -> HttpResponse:
    """303: the browser goes on with GET, whatever brought it here."""
    response = HttpResponse(status=303)
    response["Location"] = payment.cashier_url or reverse("payment", args=[payment.public_id])
    return response
