"""Applying, step by step: what is wished, then income and account; each step is kept at once (SC9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import bank_accounts_of
from accounts.site import borrower_required
from accounts.site.forms import status_of
from accounts.site.guards import BorrowerRequest
from core.errors import LoanwrightError
from lending.forms import MoneyForm, WishForm
from lending.models import Application
from lending.selectors import application_for, applications_of
from lending.services import (
    delete_application,
    edit_application,
    recall_application,
    withdraw_application,
)
from lending.services.save_draft import save_draft
from lending.state_check import require_state
from lending.states import ApplicationState
from products.selectors import published_version

EDITABLE = (ApplicationState.DRAFT, ApplicationState.RECALLED)


@borrower_required
@require_safe
def application_list(request: BorrowerRequest) -> HttpResponse:
    """All of a borrower's applications, latest first."""
    context = {"applications": list(applications_of(request.borrower)[:50])}
    return render(request, "lending/application_list.html", context)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: BorrowerRequest) -> HttpResponse:
    """Step 1: amount, term and purpose of a product; without a product one is chosen first."""
    code = request.POST.get("product") or request.GET.get("product")
    if not code:
        return redirect("product-list")
    version = published_version(code)
    if request.method != "POST":
        start = {
            name: request.GET[name] for name in ("amount", "instalments") if name in request.GET
        }
        return _wish_page(request, WishForm(version=version, initial=start), status=200)
    form = WishForm(request.POST, version=version)
    if form.is_valid():
        try:
            application = save_draft(
                borrower_id=request.borrower.public_id,
                product_code=code,
                amount=form.cleaned_data["amount"],
                instalments=form.cleaned_data["instalments"],
                purpose=form.cleaned_data["purpose"],
                actor=request.borrower.as_actor(),
                at=timezone.now(),
            )
        except LoanwrightError as error:
            form.add_refusal(error)
            return _wish_page(request, form, status=status_of(error))
        return redirect("application-money", application.public_id)
    return _wish_page(request, form, status=422)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Step 1 again, for a draft or a recalled application."""
    application = _editable(request, application_id)
    version = published_version(application.product_version.product.code)
    if request.method != "POST":
        start = {
            "amount": f"{application.amount:f}".removesuffix(".00"),
            "instalments": application.instalments,
            "purpose": application.purpose,
        }
        form = WishForm(version=version, initial=start)
        return _wish_page(request, form, status=200, application=application)
    form = WishForm(request.POST, version=version)
    if form.is_valid():
        try:
            edit_application(
                application_id=application_id,
                product_code=version.product.code,
                actor=request.borrower.as_actor(),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except LoanwrightError as error:
            form.add_refusal(error)
            return _wish_page(request, form, status=status_of(error), application=application)
        return redirect("application-money", application_id)
    return _wish_page(request, form, status=422, application=application)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Step 2: income, and the account for the payout."""
    application = _editable(request, application_id)
    accounts = list(bank_accounts_of(request.borrower))
    if request.method != "POST":
        income = application.monthly_income or request.borrower.monthly_income
        start = {"monthly_income": f"{income:f}".removesuffix(".00") if income else ""}
        if application.bank_account:
            start["bank_account"] = application.bank_account.public_id
        form = MoneyForm(accounts=accounts, initial=start)
        return _money_page(request, form, application, status=200)
    form = MoneyForm(request.POST, accounts=accounts)
    if form.is_valid():
        try:
            edit_application(
                application_id=application_id,
                monthly_income=form.cleaned_data["monthly_income"],
                bank_account_id=form.cleaned_data["bank_account"] or None,
                actor=request.borrower.as_actor(),
                at=timezone.now(),
            )
        except LoanwrightError as error:
            form.add_refusal(error)
            return _money_page(request, form, application, status=status_of(error))
        return redirect("application-submit", application_id)
    return _money_page(request, form, application, status=422)


@borrower_required
@require_POST
def recall(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Take it back to change it."""
    recall_application(
        application_id=application_id, actor=request.borrower.as_actor(), at=timezone.now()
    )
    messages.success(request, _("You have taken the application back. You can change it now."))
    return redirect("application", application_id)


@borrower_required
@require_POST
def withdraw(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """The applicant wants it no more."""
    withdraw_application(
        application_id=application_id, actor=request.borrower.as_actor(), at=timezone.now()
    )
    messages.success(request, _("The application is withdrawn. It has cost you nothing."))
    return redirect("application", application_id)


@borrower_required
@require_POST
def delete(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Throw a draft away."""
    delete_application(
        application_id=application_id, actor=request.borrower.as_actor(), at=timezone.now()
    )
    messages.success(request, _("The draft is deleted."))
    return redirect("application-list")


def _editable(request: BorrowerRequest, application_id: str) -> Application:
    """Raises NotFound for other people's, IllegalMove once it is handed in."""
    application = application_for(request.borrower, application_id)
    require_state(application, *EDITABLE)
    return application


def _wish_page(
    request: HttpRequest, form: WishForm, *, status: int, application: Application | None = None
) -> HttpResponse:
    context = {"form": form, "version": form.version, "application": application}
    return render(request, "lending/wish.html", context, status=status)


def _money_page(
    request: HttpRequest, form: MoneyForm, application: Application, *, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "application": application,
        "version": application.product_version,
        "has_accounts": bool(form.fields["bank_account"].choices),  # type: ignore[attr-defined]
        "here": request.path,
    }
    return render(request, "lending/money.html", context, status=status)
