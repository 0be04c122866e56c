"""The public check of a contract: is this file, or this number, one of ours? No personal data is shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.documents.institution_seal import trust_roots
from core.documents.verify import PROBLEM_TEXTS, Verification, verify_pdf
from lending.forms import CheckForm
from lending.selectors import contract_of_number

LARGEST = 10 * 1024 * 1024  # bytes; a contract has some hundred thousand


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anybody may check; the file is looked at and forgotten. A contract's QR code brings its number."""
    if request.method != "POST":
        number = request.GET.get("number", "")[:40]
        return _page(request, CheckForm(initial={"number": number}), number=number)
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    upload = form.cleaned_data["document"]
    if upload is None:
        return _page(request, form, number=form.cleaned_data["number"])
    if upload.size > LARGEST:
        verdict = Verification(valid=False)
    else:
        verdict = verify_pdf(upload.read(), trust_roots=trust_roots(at=timezone.now()))
    context = {
        "verdict": verdict,
        "problems": [PROBLEM_TEXTS[problem] for problem in verdict.problems],
        "too_large": upload.size > LARGEST,
        "sealed_number": (verdict.evidence or {}).get("contract_number") if verdict.valid else None,
    }
    return _page(request, CheckForm(), **context)


def _page(
    request: HttpRequest,
    form: CheckForm,
    *,
    status: int = 200,
    number: str = "",
    **found: Any,
) -> HttpResponse:
    number = number.strip().upper()
    context = {"form": form, "number": number, **found}
    if number:
        context["contract"] = contract_of_number(number)
    return render(request, "lending/verify.html", context, status=status)
