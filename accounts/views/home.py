from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.home_cards import render_home_cards
from accounts.selectors import bank_accounts_of, borrower_of_user
from accounts.states import IdentityState

STEPS_ORDER = 40


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The start page: what we offer for visitors, what is next for borrowers; staff go to the desk."""
    if not request.user.is_authenticated:
        cards = render_home_cards(request, None)
        return render(request, "accounts/home_visitor.html", {"cards": cards})
    if request.user.is_staff:
        return redirect("/staff/")
    borrower = borrower_of_user(request.user)
    is_verified = borrower.identity_state == IdentityState.VERIFIED
    has_account = bank_accounts_of(borrower).exists()
    context = {
        "borrower": borrower,
        "is_verified": is_verified,
        "has_account": has_account,
        "is_ready": is_verified and has_account,
        "cards_before": render_home_cards(request, borrower, until=STEPS_ORDER),
        "cards_after": render_home_cards(request, borrower, since=STEPS_ORDER),
    }
    return render(request, "accounts/home.html", context)
