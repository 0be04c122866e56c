from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import CodeForm, PasswordForm, PhoneForm, SignInForm
from accounts.models import User
from accounts.phones import parse_phone, shown_phone
from accounts.services import confirm_password, request_sign_in_code, sign_in
from accounts.site.forms import ServiceForm, status_of
from accounts.site.guards import (
    borrower_required,
    client_address,
    remember_confirmation,
    safe_next,
)
from accounts.views.sign_up import BACKEND
from core.errors import LoanwrightError

PHONE = "sign_in_phone"


@require_http_methods(["GET", "POST"])
@never_cache
def by_password(request: HttpRequest) -> HttpResponse:
    """Phone and password."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            secret = {"password": form.cleaned_data["password"]}
            user, status = _try(request, form, phone=form.cleaned_data["phone"], **secret)
            if user is not None:
                return _let_in(request, user)
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "is_session_over": request.GET.get("over") == "1",
    }
    return render(request, "accounts/sign_in.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code; the page says the same whether the phone is registered or not."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = PhoneForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            phone = form.cleaned_data["phone"]
            try:
                request_sign_in_code(
                    phone=phone, at=timezone.now(), address=client_address(request)
                )
            except LoanwrightError as error:
                form.add_refusal(error, field="phone")
                status = status_of(error)
            else:
                request.session[PHONE] = parse_phone(phone)
                return redirect(_with_next("/sign-in/code/enter/", request))
    context = {"form": form, "next": safe_next(request, "")}
    return render(request, "accounts/sign_in_phone.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def by_code(request: HttpRequest) -> HttpResponse:
    """The code that came by text message."""
    phone = request.session.get(PHONE)
    if request.user.is_authenticated or not phone:
        return redirect("/" if request.user.is_authenticated else "sign-in-code")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user, status = _try(request, form, phone=phone, code=form.cleaned_data["code"])
            if user is not None:
                request.session.pop(PHONE, None)
                return _let_in(request, user)
    context = {"form": form, "phone": shown_phone(phone), "next": safe_next(request, "")}
    return render(request, "accounts/sign_in_code.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server, not only in the browser (ASVS 7.4.1)."""
    logout(request)
    messages.info(request, _("You are signed out."))
    return redirect("/")


@borrower_required
@require_http_methods(["GET", "POST"])
def confirm(request: Any) -> HttpResponse:
    """The password once more before something delicate."""
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            password = form.cleaned_data["password"]
            try:
                confirm_password(user=request.user, password=password, at=timezone.now())
            except LoanwrightError as error:
                form.add_refusal(error, field="password")
                status = status_of(error)
            else:
                remember_confirmation(request)
                return redirect(safe_next(request))
    context = {"form": form, "next": safe_next(request)}
    return render(request, "accounts/confirm.html", context, status=status)


def _try(request: HttpRequest, form: ServiceForm, **credentials: str) -> tuple[User | None, int]:
    try:
        user = sign_in(at=timezone.now(), address=client_address(request), **credentials)
    except LoanwrightError as error:
        form.add_refusal(error)
        return None, status_of(error)
    return user, 200


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    where = safe_next(request)
    login(request, user, backend=BACKEND)  # a new session key (ASVS 7.2.4)
    remember_confirmation(request)
    return redirect(where)


def _with_next(path: str, request: HttpRequest) -> str:
    where = safe_next(request, "")
    return f"{path}?{urlencode({'next': where})}" if where else path
