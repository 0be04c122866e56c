from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.consent_texts import CURRENT, VERSION, current_text
from accounts.forms import NewPasswordForm
from accounts.selectors import bank_accounts_of, consents_of
from accounts.services import change_password, give_consent, withdraw_consent
from accounts.site.forms import status_of
from accounts.site.guards import borrower_required, recent_confirmation_required
from core.errors import LoanwrightError


@borrower_required
@require_GET
def profile(request: Any) -> HttpResponse:
    """Everything we hold about the person, masked, with each consent and its button (PIPL 15, 44)."""
    ledger = consents_of(request.borrower)
    live = {row.purpose: row for row in ledger if row.withdrawn_at is None}
    consents = [
        {"text": text, "given": live.get(purpose)}
        for purpose, text in CURRENT.items()
        if purpose in live or purpose == "marketing"
    ]
    past = [
        {"text": current_text(row.purpose), "row": row}
        for row in ledger
        if row.withdrawn_at is not None
    ]
    context = {
        "borrower": request.borrower,
        "bank_accounts": bank_accounts_of(request.borrower),
        "consents": consents,
        "past_consents": past,
    }
    return render(request, "accounts/profile.html", context)


@borrower_required
@require_http_methods(["GET", "POST"])
def consent(request: Any, purpose: str) -> HttpResponse:
    """One consent: its text, and the button that gives or withdraws it."""
    text = current_text(purpose)
    if text is None:
        raise Http404
    borrower = request.borrower
    live = next(
        (row for row in consents_of(borrower) if row.purpose == purpose and not row.withdrawn_at),
        None,
    )
    if request.method == "POST":
        facts = {"borrower_id": borrower.public_id, "purpose": purpose}
        actor, at = borrower.as_actor(), timezone.now()
        if live is not None:
            withdraw_consent(**facts, actor=actor, at=at)
            messages.success(request, _("You withdrew this consent."))
        else:
            give_consent(**facts, version=VERSION, channel="web", actor=actor, at=at)
            messages.success(request, _("You gave this consent."))
        return redirect("profile")
    return render(request, "accounts/consent.html", {"text": text, "live": live})


@borrower_required
@recent_confirmation_required
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    """A new password; every other session ends."""
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change_password(
                    user=request.user,
                    new_password=form.cleaned_data["password"],
                    actor=request.borrower.as_actor(),
                    at=timezone.now(),
                )
            except LoanwrightError as error:
                form.add_refusal(error, field="password")
                status = status_of(error)
            else:
                update_session_auth_hash(request, request.user)
                messages.success(request, _("Your password is changed."))
                return redirect("profile")
    return render(request, "accounts/password.html", {"form": form}, status=status)
