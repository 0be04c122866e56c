"""Complaints by page: how to complain, a new one with its number and deadline, and its answer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.site import borrower_required
from accounts.site.forms import status_of
from complaints.forms import ComplaintForm
from complaints.selectors import complaint_for, complaints_of
from complaints.services import file_complaint, withdraw_complaint
from complaints.states import ComplaintState
from core.errors import LoanwrightError
from lending.selectors import loans_of
from products.selectors import published_versions

if TYPE_CHECKING:
    from accounts.site.guards import BorrowerRequest

OPEN = (ComplaintState.REGISTERED, ComplaintState.IN_HANDLING, ComplaintState.ANSWERED)
KEPT = 60 * 60  # seconds for which a form that is sent again is known


@require_safe
def complaints(request: HttpRequest) -> HttpResponseBase:
    """Open to everybody: how to complain and how long it takes; a borrower's own complaints above it."""
    user = request.user
    if not user.is_authenticated or getattr(user, "is_staff", False):
        return render(request, "complaints/how_to.html")
    return _own_complaints(request)


@require_safe
def disclosure(request: HttpRequest) -> HttpResponse:
    """Who lends, by what licence, at what cost, and where to complain (PP2, HF2)."""
    context = {
        "facts": settings.LOANWRIGHT_INSTITUTION,
        "versions": list(published_versions()),
    }
    return render(request, "complaints/disclosure.html", context)


@borrower_required
def _own_complaints(request: BorrowerRequest) -> HttpResponse:
    return render(
        request, "complaints/list.html", {"complaints": list(complaints_of(request.borrower)[:50])}
    )


@borrower_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BorrowerRequest) -> HttpResponse:
    """File a complaint. The same form sent twice files one."""
    loans = list(loans_of(request.borrower)[:50])
    if request.method != "POST":
        start = {"loan": request.GET.get("loan", ""), "form_key": secrets.token_urlsafe(16)}
        form = ComplaintForm(loans=loans, initial=start)
        return render(request, "complaints/new.html", {"form": form})
    form = ComplaintForm(request.POST, loans=loans)
    if not form.is_valid():
        return render(request, "complaints/new.html", {"form": form}, status=422)
    key = f"complaint:{request.borrower.public_id}:{form.cleaned_data['form_key']}"
    if form.cleaned_data["form_key"] and not cache.add(key, "", KEPT):
        filed = cache.get(key)
        return redirect("complaint", filed) if filed else redirect("complaints")
    try:
        filed = file_complaint(
            borrower_id=request.borrower.public_id,
            category=form.cleaned_data["category"],
            text=form.cleaned_data["text"],
            loan_id=form.cleaned_data["loan"] or None,
            channel="web",
            actor=request.borrower.as_actor(),
            at=timezone.now(),
        )
    except LoanwrightError as error:
        cache.delete(key)
        form.add_refusal(error)
        return render(request, "complaints/new.html", {"form": form}, status=status_of(error))
    cache.set(key, filed.public_id, KEPT)
    messages.success(
        request, _("We have your complaint. Its number is %(number)s.") % {"number": filed.number}
    )
    return redirect("complaint", filed.public_id)


@borrower_required
@require_safe
def complaint(request: BorrowerRequest, complaint_id: str) -> HttpResponse:
    """One complaint: number, deadline, what has been done, and the answer."""
    found = complaint_for(request.borrower, complaint_id)
    context = {"complaint": found, "is_open": found.state in OPEN}
    return render(request, "complaints/detail.html", context)


@borrower_required
@require_POST
def withdraw(request: BorrowerRequest, complaint_id: str) -> HttpResponse:
    """Take it back."""
    found = complaint_for(request.borrower, complaint_id)
    if found.state != ComplaintState.WITHDRAWN:
        withdraw_complaint(
            complaint_id=complaint_id,
            borrower_id=request.borrower.pk,
            actor=request.borrower.as_actor(),
            at=timezone.now(),
        )
        messages.success(request, _("You have taken the complaint back."))
    return redirect("complaint", complaint_id)
