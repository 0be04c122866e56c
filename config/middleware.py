"""Middleware of the whole platform: request ids, content security policy, refusals as pages."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.errors import LoanwrightError

GetResponse = Callable[[HttpRequest], HttpResponse]
# Only what cannot forge a log line or a header is taken over from the caller.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
logger = structlog.get_logger(__name__)


class RequestIdMiddleware:
    """Gives each request an id that stands in every log line, answer and problem report."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request_id = offered if _REQUEST_ID.match(offered) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; the relaxed one only under the prefixes that need it."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Replace directives where the settings relax them for this path."""
        parts = super().get_policy_parts(request, response, report_only)
        for prefixes, directives in settings.CONTENT_SECURITY_POLICY_RELAXED.items():
            if request.path_info.startswith(prefixes):
                parts.replace = {**directives, **(parts.replace or {})}
                # A nonce in the policy would switch 'unsafe-inline' off again.
                parts.nonce = None
        return parts


class RefusalPageMiddleware:
    """Shows a refused action as a page with the refusal's own words and status.

    The API has its own handler, which says the same as problem+json.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn our own errors into a page; leave every other error to Django."""
        if not isinstance(exception, LoanwrightError):
            return None
        logger.info("refused", error_code=exception.code, status=exception.http_status)
        context: dict[str, Any] = {"error": exception, "status": exception.http_status}
        return render(request, "errors/refused.html", context, status=exception.http_status)
