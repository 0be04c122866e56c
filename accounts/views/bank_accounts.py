from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.banks import COMMON_BANKS
from accounts.consent_texts import VERSION, current_text
from accounts.forms import BankAccountForm
from accounts.selectors import bank_account_of, live_consent
from accounts.services import add_bank_account, give_consent, remove_bank_account
from accounts.site.forms import status_of
from accounts.site.guards import borrower_required, recent_confirmation_required, safe_next
from accounts.states import ConsentPurpose, IdentityState
from core.errors import LoanwrightError


@borrower_required
@recent_confirmation_required
@require_http_methods(["GET", "POST"])
def add(request: Any) -> HttpResponse:
    """An account of the borrower's own, checked with the bank."""
    borrower = request.borrower
    if borrower.identity_state != IdentityState.VERIFIED:
        messages.info(request, _("Please verify your identity first."))
        return redirect("verify-identity")
    purpose = ConsentPurpose.BANK_ACCOUNT
    needs_consent = live_consent(borrower.public_id, purpose) is None
    form = BankAccountForm(request.POST or None, needs_consent=needs_consent)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _add(borrower, form.cleaned_data, needs_consent=needs_consent)
            except LoanwrightError as error:
                form.add_refusal(error)
                status = status_of(error)
            else:
                messages.success(request, _("The bank account is added."))
                return redirect(safe_next(request, "/profile/"))
    context = {
        "form": form,
        "borrower": borrower,
        "banks": COMMON_BANKS,
        "text": current_text(purpose),
        "next": safe_next(request, ""),
    }
    return render(request, "accounts/bank_account_add.html", context, status=status)


@borrower_required
@recent_confirmation_required
@require_http_methods(["GET", "POST"])
def remove(request: Any, account_id: str) -> HttpResponse:
    """Ask once, then take the account off the list."""
    account = bank_account_of(request.borrower, account_id)
    if request.method == "POST":
        remove_bank_account(
            borrower_id=request.borrower.public_id,
            account_id=account_id,
            actor=request.borrower.as_actor(),
            at=timezone.now(),
        )
        messages.success(request, _("The bank account is removed."))
        return redirect("profile")
    return render(request, "accounts/bank_account_remove.html", {"account": account})


def _add(borrower: Any, typed: dict[str, Any], *, needs_consent: bool) -> None:
    actor, at = borrower.as_actor(), timezone.now()
    if needs_consent:
        give_consent(
            borrower_id=borrower.public_id,
            purpose=ConsentPurpose.BANK_ACCOUNT,
            version=VERSION,
            channel="web",
            actor=actor,
            at=at,
        )
    add_bank_account(
        borrower_id=borrower.public_id,
        number=typed["number"],
        bank=typed["bank"],
        holder=borrower.name,
        actor=actor,
        at=at,
    )
