"""Where partners get their tokens: OAuth 2.0 client credentials (RFC 6749), in its own words."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.views import TokenView


class PartnerTokenView(TokenView):
    """Refuses what the database could not even compare, before it is asked."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _holds_null(request):
            body = {"error": "invalid_request", "error_description": "Null bytes are not text."}
            response = JsonResponse(body, status=400)
            response["Cache-Control"] = "no-store"
            return response
        return super().post(request, *args, **kwargs)


def _holds_null(request: HttpRequest) -> bool:
    if any("\x00" in value for values in request.POST.lists() for value in values[1]):
        return True
    _, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        return b"\x00" in base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return False
