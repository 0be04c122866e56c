from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.consent_texts import VERSION, current_text
from accounts.forms import IdentityForm
from accounts.selectors import live_consent
from accounts.services import give_consent, verify_identity
from accounts.site.forms import status_of
from accounts.site.guards import borrower_required, safe_next
from accounts.states import ConsentPurpose, IdentityState
from core.errors import LoanwrightError


@borrower_required
@require_http_methods(["GET", "POST"])
def verify(request: Any) -> HttpResponse:
    """Name and resident id against the authority's records."""
    borrower = request.borrower
    if borrower.identity_state == IdentityState.VERIFIED:
        return redirect(safe_next(request, "/profile/"))
    purpose = ConsentPurpose.IDENTITY_CHECK
    needs_consent = live_consent(borrower.public_id, purpose) is None
    form = IdentityForm(request.POST or None, needs_consent=needs_consent)
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actor, at = borrower.as_actor(), timezone.now()
            try:
                if needs_consent:
                    give_consent(
                        borrower_id=borrower.public_id,
                        purpose=purpose,
                        version=VERSION,
                        channel="web",
                        actor=actor,
                        at=at,
                    )
                verify_identity(
                    borrower_id=borrower.public_id,
                    name=form.cleaned_data["name"],
                    resident_id=form.cleaned_data["resident_id"],
                    actor=actor,
                    at=at,
                )
            except LoanwrightError as error:
                form.add_refusal(error)
                status, refusal = status_of(error), error
            else:
                messages.success(request, _("Your identity is verified."))
                return redirect(safe_next(request))
    context = {
        "form": form,
        "refusal": refusal,
        "text": current_text(purpose),
        "next": safe_next(request, ""),
    }
    return render(request, "accounts/verify_identity.html", context, status=status)
