"""Where the SMS gateway tells what became of a message (XC10)."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.notifications import mark_delivery
from lending.rails.errors import SignatureRefused
from lending.rails.signing import verify_request


@csrf_exempt  # the gateway has no session; its signature over the raw body is the proof
@require_POST
def sms_receipt(request: HttpRequest) -> JsonResponse:
    """200 when noted, also for messages that are no notification of ours, such as codes."""
    try:
        verify_request(
            headers=request.headers,
            key_id=settings.LOANWRIGHT_BANK_KEY_ID,
            secret=settings.LOANWRIGHT_BANK_SECRET,
            method="POST",
            path=request.get_full_path(),
            body=request.body,
            now=timezone.now().timestamp(),
        )
    except SignatureRefused:
        return JsonResponse({"code": "signature_refused"}, status=401)
    try:
        receipt = json.loads(request.body)
        reference, state = str(receipt["reference"]), str(receipt["state"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "unreadable"}, status=422)
    if state in ("delivered", "failed"):
        mark_delivery(reference=reference, delivered=state == "delivered")
    return JsonResponse({"status": "ok"})
