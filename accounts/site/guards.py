"""Who may open a page of the borrower site, and from where they come."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.models import Borrower, User
from accounts.selectors import borrower_of_user
from core.errors import NotAllowed

CONFIRMED_AT = "confirmed_at"


class BorrowerRequest(HttpRequest):
    """A request that passed `borrower_required`."""

    user: User
    borrower: Borrower


def borrower_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open to signed-in borrowers; the view finds theirs in `request.borrower`.

    Others are led to the sign-in and back; staff are refused, they have a desk of their own. What
    the view shows is kept by no cache (ASVS 14.3.2).
    """

    @functools.wraps(view)
    @never_cache
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if request.user.is_staff:
            raise NotAllowed
        request.borrower = borrower_of_user(request.user)
        return view(request, *args, **kwargs)

    return guarded


def recent_confirmation_required(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Before delicate steps (bank account, password, payoff) the sign-in must be fresh (ASVS 7.5).

    Stands below `borrower_required`. An older session is asked for the password first.
    """

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if time.time() - request.session.get(CONFIRMED_AT, 0) > settings.STEP_UP_SECONDS:
            return redirect(f"/confirm-it-is-you/?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded


def remember_confirmation(request: HttpRequest) -> None:
    """From now on the sign-in counts as fresh."""
    request.session[CONFIRMED_AT] = int(time.time())


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go on: an address of this site only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else default


def client_address(request: HttpRequest) -> str:
    """The caller's address; what a proxy says is believed only of the operator's own proxies."""
    count = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if count and len(hops) >= count and hops[-count]:
        return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    where = {"next": request.get_full_path() if request.method in ("GET", "HEAD") else request.path}
    was_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    if was_signed_in and SESSION_KEY not in request.session:
        where["over"] = "1"
    return redirect(f"{settings.LOGIN_URL}?{urlencode(where)}")
