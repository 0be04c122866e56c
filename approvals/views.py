"""One application by page: handing it in, the decision, and taking the offer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.consent_texts import current_text
from accounts.selectors import live_consent
from accounts.services import give_consent
from accounts.site import borrower_required
from accounts.site.forms import status_of
from accounts.states import ConsentPurpose, IdentityState
from approvals.forms import SubmitForm
from approvals.selectors import decision_view, latest_decision, open_case_of
from approvals.services.submit_and_decide import submit_and_decide
from core.calendar.business_date import open_date
from core.errors import LoanwrightError
from lending.selectors import application_for, live_contract_of
from lending.services import accept_offer
from lending.state_check import require_state
from lending.states import ApplicationState
from products.quote_figures import QuoteFigures, figures_of
from products.services import quote_product
from products.terms_form import TermsForm

if TYPE_CHECKING:
    from accounts.site.guards import BorrowerRequest
    from lending.models import Application

NEEDED = (ConsentPurpose.PRIVACY, ConsentPurpose.CREDIT_REPORT)
PAGES = {
    ApplicationState.DRAFT: "approvals/draft.html",
    ApplicationState.RECALLED: "approvals/draft.html",
    ApplicationState.SUBMITTED: "approvals/waiting.html",
    ApplicationState.IN_REVIEW: "approvals/waiting.html",
    ApplicationState.APPROVED: "approvals/offer.html",
    ApplicationState.DECLINED: "approvals/declined.html",
    ApplicationState.CONTRACTED: "approvals/contracted.html",
    ApplicationState.WITHDRAWN: "approvals/ended.html",
    ApplicationState.EXPIRED: "approvals/ended.html",
}


@borrower_required
@require_safe
def application(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """An application where it stands: who looks at it, what was decided and why, what comes next."""
    found = application_for(request.borrower, application_id)
    if found.state == ApplicationState.APPROVED:
        return _offer_page(request, found, data=request.GET)
    context = _facts(found)
    if found.state == ApplicationState.CONTRACTED:
        context["contract"] = live_contract_of(found)
    if found.state == ApplicationState.IN_REVIEW:
        context["case"] = open_case_of(found)
    if found.state in (ApplicationState.IN_REVIEW, ApplicationState.DECLINED):
        context["decision"] = _decision(found)
    return render(request, PAGES[ApplicationState(found.state)], context)


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Step 3: everything once more, the consents that are missing, and the button that hands it in."""
    found = application_for(request.borrower, application_id)
    if request.method == "POST" and found.state not in (
        ApplicationState.DRAFT,
        ApplicationState.RECALLED,
    ):
        return redirect("application", application_id)  # sent twice: the first one counts
    require_state(found, ApplicationState.DRAFT, ApplicationState.RECALLED)
    missing = [p for p in NEEDED if live_consent(request.borrower.public_id, p) is None]
    form = SubmitForm(request.POST if request.method == "POST" else None, missing=missing)
    if request.method != "POST":
        return _submit_page(request, found, form)
    if not form.is_valid():
        return _submit_page(request, found, form, status=422)
    try:
        _hand_in(request, application_id, missing)
    except LoanwrightError as error:
        found = application_for(request.borrower, application_id)
        if found.state not in (ApplicationState.DRAFT, ApplicationState.RECALLED):
            return redirect("application", application_id)
        form.add_refusal(error)
        return _submit_page(request, found, form, status=status_of(error))
    return redirect("application", application_id)


@borrower_required
@require_POST
def accept(request: BorrowerRequest, application_id: str) -> HttpResponse:
    """Take the offer: a contract with frozen terms, still to be read and signed."""
    found = application_for(request.borrower, application_id)
    if found.state == ApplicationState.CONTRACTED:
        contract = live_contract_of(found)
        if contract is not None:
            return redirect("contract", contract.public_id)
    require_state(found, ApplicationState.APPROVED)
    form = _offer_form(found, request.POST)
    if not form.is_valid():
        return _offer_page(request, found, data=request.POST, status=422)
    try:
        contract = accept_offer(
            application_id=application_id,
            amount=str(form.cleaned_data["amount"]),
            instalments=form.cleaned_data["instalments"],
            actor=request.borrower.as_actor(),
            at=timezone.now(),
        )
    except LoanwrightError as error:
        return _offer_page(
            request, found, data=request.POST, refusal=error, status=status_of(error)
        )
    return redirect("contract", contract.public_id)


def _hand_in(request: BorrowerRequest, application_id: str, missing: list[ConsentPurpose]) -> None:
    """The consents first: without them nothing may be asked (credit bureau rules art. 18)."""
    actor, at = request.borrower.as_actor(), timezone.now()
    for purpose in missing:
        text = current_text(purpose)
        if text is not None:
            give_consent(
                borrower_id=request.borrower.public_id,
                purpose=purpose,
                version=text.version,
                channel="web",
                actor=actor,
                at=at,
                evidence={"page": "application", "application": application_id},
            )
    submit_and_decide(application_id=application_id, actor=actor, at=at)


def _submit_page(
    request: BorrowerRequest, found: Application, form: SubmitForm, *, status: int = 200
) -> HttpResponse:
    account = found.bank_account
    context = {
        **_facts(found),
        "form": form,
        "figures": _figures(found, found.amount, found.instalments, rate=None),
        "account": account if account is not None and account.removed_at is None else None,
        "is_verified": request.borrower.identity_state == IdentityState.VERIFIED,
        "here": request.path,
    }
    context["is_ready"] = bool(context["is_verified"] and context["account"])
    return render(request, "approvals/submit.html", context, status=status)


def _offer_page(
    request: BorrowerRequest,
    found: Application,
    *,
    data: Any,
    refusal: LoanwrightError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The limit, the choice of amount and term with what each costs, and the reasons for the limit."""
    form = _offer_form(found, data)
    is_valid = form.is_valid()
    figures, choices = None, []
    if is_valid:
        amount, chosen = form.cleaned_data["amount"], form.cleaned_data["instalments"]
        for count in sorted(found.product_version.instalment_choices):
            worked_out = _figures(found, amount, count, rate=found.offered_rate)
            choices.append({"instalments": count, "figures": worked_out})
            if count == chosen:
                figures = worked_out
    if refusal is not None:
        form.add_refusal(refusal, field="amount")
    context = {
        **_facts(found),
        "form": form,
        "figures": figures,
        "choices": choices,
        "has_expired": found.offer_expires_on is None or open_date() > found.offer_expires_on,
        "decision": _decision(found),
    }
    is_fragment = request.headers.get("X-Fragment") == "result"
    template = "approvals/parts/offer_result.html" if is_fragment else "approvals/offer.html"
    return render(request, template, context, status=status if is_valid else 422)


def _offer_form(found: Application, data: Any) -> TermsForm:
    """Filled with what was asked for, cut to the limit, until the borrower chooses otherwise."""
    step = found.product_version.amount_step
    amount = min(found.amount, found.limit)
    start = {
        "amount": f"{amount - amount % step:f}".removesuffix(".00"),
        "instalments": found.instalments,
    }
    asked = {name: data[name] for name in start if name in data}
    form = TermsForm({**start, **asked}, version=found.product_version, most=found.limit)
    form.fields["amount"].label = _("How much of it")
    if len(found.product_version.instalment_choices) == 1:
        form.fields["instalments"].widget = forms.HiddenInput()
    return form


def _figures(
    found: Application, amount: Decimal, instalments: int, *, rate: Decimal | None
) -> QuoteFigures:
    quote = quote_product(
        version=found.product_version,
        amount=amount,
        instalments=instalments,
        method=found.method,
        annual_rate=rate,
        start_on=open_date(),
    )
    return figures_of(quote)


def _decision(found: Application) -> dict[str, Any] | None:
    """The decision in words; the offers are worked out by the page itself."""
    decision = latest_decision(found)
    return decision_view(decision, get_language() or "zh-hans") if decision else None


def _facts(found: Application) -> dict[str, Any]:
    return {
        "application": found,
        "version": found.product_version,
        "currency": found.product_version.currency,
    }
