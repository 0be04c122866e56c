from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.consent_texts import VERSION
from accounts.forms import PhoneForm, SignUpForm
from accounts.phones import parse_phone, shown_phone
from accounts.services import request_sign_up_code, sign_up
from accounts.site.forms import status_of
from accounts.site.guards import client_address, remember_confirmation, safe_next
from accounts.types import ConsentInput
from core.errors import LoanwrightError
from core.notifications import CodeExpired, CodeWrong, TooManyTries

PHONE = "sign_up_phone"
NEXT = "sign_up_next"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
@never_cache
def ask_phone(request: HttpRequest) -> HttpResponse:
    """Step 1: the phone gets a code, whoever it belongs to."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = PhoneForm(request.POST or None, initial={"phone": request.session.get(PHONE, "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            phone = form.cleaned_data["phone"]
            try:
                request_sign_up_code(
                    phone=phone, at=timezone.now(), address=client_address(request)
                )
            except LoanwrightError as error:
                form.add_refusal(error, field="phone")
                status = status_of(error)
            else:
                request.session[PHONE] = parse_phone(phone)
                request.session[NEXT] = safe_next(request)
                return redirect("sign-up-code")
    context = {"form": form, "next": safe_next(request, "")}
    return render(request, "accounts/sign_up_phone.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def finish(request: HttpRequest) -> HttpResponse:
    """Step 2: code, password and consents make the sign-in."""
    phone = request.session.get(PHONE)
    if request.user.is_authenticated or not phone:
        return redirect("/" if request.user.is_authenticated else "sign-up")
    form = SignUpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            consents = [ConsentInput(purpose=p, version=VERSION) for p in form.ticked]
            try:
                borrower = sign_up(
                    phone=phone,
                    code=form.cleaned_data["code"],
                    password=form.cleaned_data["password"],
                    consents=consents,
                    channel="web",
                    at=timezone.now(),
                    address=client_address(request),
                )
            except (CodeWrong, CodeExpired, TooManyTries) as error:
                form.add_refusal(error, field="code")
            except LoanwrightError as error:
                form.add_refusal(error)
                status = status_of(error)
            else:
                where = request.session.get(NEXT, "/")
                login(request, borrower.user, backend=BACKEND)
                request.session.pop(PHONE, None)
                request.session.pop(NEXT, None)
                remember_confirmation(request)
                messages.success(request, _("Welcome. Your sign-in is ready."))
                return redirect(where)
    context = {"form": form, "phone": shown_phone(phone)}
    return render(request, "accounts/sign_up_code.html", context, status=status)


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Another code to the same phone."""
    phone = request.session.get(PHONE)
    if not phone:
        return redirect("sign-up")
    try:
        request_sign_up_code(phone=phone, at=timezone.now(), address=client_address(request))
    except LoanwrightError as error:
        messages.warning(request, error.detail)
    else:
        messages.info(request, _("A new code is on its way."))
    return redirect("sign-up-code")
