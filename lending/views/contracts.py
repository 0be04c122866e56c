"""From the accepted offer to the money: cost statement, contract, signature, payout."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.site import borrower_required, client_address
from accounts.site.forms import status_of
from accounts.site.guards import BorrowerRequest
from core.documents.store import read_document
from core.errors import LoanwrightError, NotFound
from lending.contracts.contract_facts import contract_facts
from lending.contracts.render_contract import render_contract
from lending.cost_words import cost_words
from lending.errors import CostStatementNotRead
from lending.forms import SigningForm
from lending.models import Contract
from lending.payout_steps import payout_steps
from lending.selectors import contract_for
from lending.services import (
    cancel_contract,
    confirm_cost_statement,
    send_signing_code,
    show_cost_statement,
    sign_contract,
)
from lending.services.open_loan import charges_of
from lending.states import ContractState, DisbursementState
from products.quote_figures import figures_of

CODE_AGAIN = dt.timedelta(seconds=60)


@borrower_required
@require_safe
def contract(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """The contract where it stands: statement to confirm, contract to sign, payout to follow."""
    found = contract_for(request.borrower, contract_id)
    if found.state == ContractState.DRAFTED:
        found = show_cost_statement(
            contract_id=contract_id, actor=request.borrower.as_actor(), at=timezone.now()
        )
        return _statement_page(request, found)
    if found.state == ContractState.COST_CONFIRMED:
        return _signing_page(request, found, SigningForm())
    if found.state == ContractState.SIGNED:
        return _payout_page(request, found)
    return render(request, "lending/contract_cancelled.html", {"contract": found})


@borrower_required
@require_POST
def confirm_costs(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """Confirm the cost statement, after the reading time (RULES P2)."""
    try:
        confirm_cost_statement(
            contract_id=contract_id,
            digest=request.POST.get("digest", ""),
            actor=request.borrower.as_actor(),
            at=timezone.now(),
        )
    except CostStatementNotRead as error:
        found = contract_for(request.borrower, contract_id)
        return _statement_page(request, found, refusal=error)
    return redirect("contract", contract_id)


@borrower_required
@require_POST
def send_code(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """Send the code that signs to the borrower's own phone."""
    try:
        send_signing_code(
            contract_id=contract_id, actor=request.borrower.as_actor(), at=timezone.now()
        )
    except LoanwrightError as error:
        found = contract_for(request.borrower, contract_id)
        if found.state != ContractState.COST_CONFIRMED:
            return redirect("contract", contract_id)
        return _signing_page(request, found, SigningForm(), refusal=error)
    return redirect("contract", contract_id)


@borrower_required
@require_POST
def sign(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """Sign with the code; sent twice it signs once."""
    found = contract_for(request.borrower, contract_id)
    if found.state == ContractState.SIGNED:
        return redirect("contract", contract_id)
    form = SigningForm(request.POST)
    if not form.is_valid():
        return _signing_page(request, found, form, status=422)
    try:
        sign_contract(
            contract_id=contract_id,
            code=form.cleaned_data["code"],
            actor=request.borrower.as_actor(),
            at=timezone.now(),
            evidence={
                "ip_address": client_address(request),
                "user_agent": request.headers.get("User-Agent", ""),
                "channel": "web",
            },
        )
    except LoanwrightError as error:
        found = contract_for(request.borrower, contract_id)
        if found.state != ContractState.COST_CONFIRMED:
            return redirect("contract", contract_id)
        form.add_refusal(error, field="code")
        return _signing_page(request, found, form, status=status_of(error))
    return redirect("contract", contract_id)


@borrower_required
@require_POST
def cancel(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """Go back to the offer before signing."""
    found = cancel_contract(
        contract_id=contract_id, actor=request.borrower.as_actor(), at=timezone.now()
    )
    messages.success(request, _("The contract is cancelled. Your offer still stands."))
    return redirect("application", found.application.public_id)


@borrower_required
@require_safe
def preview(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """The contract as it will be signed, without a seal."""
    found = contract_for(request.borrower, contract_id)
    if found.state in (ContractState.SIGNED, ContractState.CANCELLED):
        raise NotFound
    charges = charges_of(found.product_version, found.annual_rate)
    body = render_contract(contract_facts(found, charges=charges, issued_at=timezone.now()))
    return _pdf(body, f"{found.number}-preview.pdf")


@borrower_required
@require_safe
def document(request: BorrowerRequest, contract_id: str) -> HttpResponse:
    """The signed contract. Raises NotFound before the signature."""
    found = contract_for(request.borrower, contract_id)
    if found.document is None:
        raise NotFound
    return _pdf(read_document(found.document), f"{found.number}.pdf")


def _pdf(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _statement_page(
    request: BorrowerRequest, found: Contract, *, refusal: LoanwrightError | None = None
) -> HttpResponse:
    now = timezone.now()
    shown_for = (now - (found.statement_shown_at or now)).total_seconds()
    context = {
        **_facts(found),
        "statement": cost_words(found),
        "wait_seconds": max(math.ceil(settings.LOANWRIGHT_COST_READING_SECONDS - shown_for), 0),
        "reading_seconds": settings.LOANWRIGHT_COST_READING_SECONDS,
        "refusal": refusal,
    }
    return render(
        request,
        "lending/cost_statement.html",
        context,
        status=refusal.http_status if refusal else 200,
    )


def _signing_page(
    request: BorrowerRequest,
    found: Contract,
    form: SigningForm,
    *,
    refusal: LoanwrightError | None = None,
    status: int = 200,
) -> HttpResponse:
    sent_at = found.signature_evidence.get("code_sent_at")
    context = {
        **_facts(found),
        "form": form,
        "refusal": refusal,
        "code_sent": bool(sent_at),
        "wait_seconds": _seconds_until(sent_at),
        "phone": request.borrower.masked_phone,
    }
    return render(
        request,
        "lending/signing.html",
        context,
        status=status_of(refusal) if refusal else status,
    )


def _payout_page(request: BorrowerRequest, found: Contract) -> HttpResponse:
    disbursement = found.disbursement
    context = {
        **_facts(found),
        "disbursement": disbursement,
        "steps": payout_steps(found, disbursement),
        "is_moving": disbursement.state
        in (DisbursementState.INTENDED, DisbursementState.SENT, DisbursementState.UNKNOWN),
        "has_failed": disbursement.state == DisbursementState.FAILED,
        "loan": getattr(found, "loan", None),
    }
    return render(request, "lending/payout.html", context)


def _facts(found: Contract) -> dict[str, Any]:
    return {
        "contract": found,
        "application": found.application,
        "version": found.product_version,
        "account": found.bank_account,
        "figures": figures_of(found.quote),
        "currency": found.currency,
    }


def _seconds_until(sent_at: str | None) -> int:
    """How long until another code may be asked for."""
    if not sent_at:
        return 0
    left = dt.datetime.fromisoformat(sent_at) + CODE_AGAIN - timezone.now()
    return max(math.ceil(left.total_seconds()), 0)
