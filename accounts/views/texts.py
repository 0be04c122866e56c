from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from accounts.consent_texts import current_text
from accounts.selectors import borrower_of_user
from accounts.services import set_language
from accounts.site.guards import safe_next


@require_GET
def legal(request: HttpRequest, purpose: str) -> HttpResponse:
    """A long text in its current version; anybody may read it."""
    return render(request, "accounts/legal.html", {"text": current_text(purpose)})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the page; messages follow for borrowers."""
    response = redirect(safe_next(request))
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES) or not check_for_language(wanted):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if request.user.is_authenticated and not request.user.is_staff:
        borrower = borrower_of_user(request.user)
        set_language(borrower_id=borrower.public_id, language=wanted, actor=borrower.as_actor())
    return response
