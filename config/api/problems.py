"""Every refusal and failure of the API as ``application/problem+json`` (RFC 9457)."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import LoanwrightError
from core.rest.errors import BodyTooLarge
from core.rest.field_errors import field_problems

CONTENT_TYPE = "application/problem+json"
_RETRYABLE_STATUSES = {409, 429, 503}
logger = structlog.get_logger(__name__)


def problem(
    request: HttpRequest | None,
    *,
    http_status: int,
    code: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    retryable: bool | None = None,
) -> dict[str, Any]:
    """Return the body of a problem report."""
    return {
        "type": f"{settings.PUBLIC_URL}/api/errors/{code}",
        "title": HTTPStatus(http_status).phrase,
        "status": http_status,
        "detail": detail,
        "instance": request.path if request else "",
        "code": code,
        "errors": errors or [],
        "request_id": getattr(request, "request_id", ""),
        "retryable": http_status in _RETRYABLE_STATUSES if retryable is None else retryable,
    }


def problem_response(request: HttpRequest, **fields: Any) -> HttpResponse:
    """Return a problem report outside of a REST framework view."""
    body = problem(request, **fields)
    return JsonResponse(body, status=body["status"], content_type=CONTENT_TYPE)


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of an API view into a problem report.

    What is none of our errors, the framework's or the database being away is not handled here:
    it goes on to Django's handler, is logged with its trace and answered by ``server_error``.
    """
    request = context.get("request")
    http_request = getattr(request, "_request", request)
    headers: dict[str, str] = {}
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    elif isinstance(exception, RequestDataTooBig):
        exception = BodyTooLarge(most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    elif isinstance(exception, SuspiciousOperation):
        exception = exceptions.ParseError()

    if isinstance(exception, LoanwrightError):
        body = problem(
            http_request,
            http_status=exception.http_status,
            code=exception.code,
            detail=exception.detail,
            errors=[asdict(field_problem) for field_problem in exception.errors],
            retryable=exception.retryable,
        )
    elif isinstance(exception, exceptions.APIException):
        body = _framework_problem(http_request, exception)
        headers = _framework_headers(exception)
    elif isinstance(exception, OperationalError | InterfaceError):
        # A lock or statement timeout, or the database is away: nothing was changed.
        logger.error("database unavailable", exc_info=exception)
        body = problem(
            http_request,
            http_status=status.HTTP_503_SERVICE_UNAVAILABLE,
            code="service_busy",
            detail=_("The service is busy. Nothing was changed; please try again."),
        )
        headers = {"Retry-After": "2"}
    else:
        return None

    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _framework_problem(
    request: HttpRequest | None, exception: exceptions.APIException
) -> dict[str, Any]:
    if isinstance(exception, exceptions.ValidationError):
        return problem(
            request,
            http_status=exception.status_code,
            code="invalid",
            detail=_("Some values are missing or wrong."),
            errors=[asdict(found) for found in field_problems(exception.get_full_details())],
        )
    code = exception.get_codes()
    return problem(
        request,
        http_status=exception.status_code,
        code=code if isinstance(code, str) else exception.default_code,
        detail=str(exception.detail),
    )


def _framework_headers(exception: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = str(getattr(exception, "auth_header"))  # noqa: B009
    if getattr(exception, "wait", None) is not None:
        headers["Retry-After"] = str(int(getattr(exception, "wait")))  # noqa: B009
    return headers
