"""Where the bank calls back."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import LoanwrightError
from lending.services.receive_bank_callback import receive_bank_callback


@csrf_exempt  # the bank has no session; its signature over the raw body is the proof
@require_POST
def bank_callback(request: HttpRequest) -> JsonResponse:
    """200 when kept and handled, also the second time; anything else makes the bank try again."""
    try:
        receive_bank_callback(
            headers=request.headers,
            path=request.get_full_path(),
            body=request.body,
            at=timezone.now(),
        )
    except LoanwrightError as refusal:
        return JsonResponse(
            {"code": refusal.code, "detail": refusal.detail}, status=refusal.http_status
        )
    return JsonResponse({"status": "ok"})
