"""A page for each error code: where the `type` of a problem report leads."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework import exceptions

from core.errors import LoanwrightError

_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


@dataclass(frozen=True)
class ErrorEntry:
    """One code as a partner's developer reads it."""

    code: str
    status: int
    title: str
    message: str
    explanation: str
    is_retryable: bool


def catalogue() -> dict[str, ErrorEntry]:
    """Every code that the API can answer with, by code."""
    entries = {entry.code: entry for entry in (*_of_framework(), *_of_platform(LoanwrightError))}
    return dict(sorted(entries.items()))


@require_safe
def error_index(request: HttpRequest) -> HttpResponse:
    """All codes."""
    return render(request, "api/errors.html", {"entries": list(catalogue().values())})


@require_safe
def error_page(request: HttpRequest, code: str) -> HttpResponse:
    """One code. Raises Http404."""
    entry = catalogue().get(code)
    if entry is None:
        raise Http404
    return render(request, "api/error.html", {"entry": entry})


def _of_platform(kind: type[LoanwrightError]) -> Iterator[ErrorEntry]:
    if "code" in vars(kind):
        yield ErrorEntry(
            code=kind.code,
            status=kind.http_status,
            title=HTTPStatus(kind.http_status).phrase,
            message=_PLACEHOLDER.sub("…", str(kind.message)).replace("%%", "%"),
            explanation=inspect.cleandoc(kind.__doc__ or ""),
            is_retryable=kind.retryable,
        )
    for narrower in kind.__subclasses__():
        yield from _of_platform(narrower)


def _of_framework() -> Iterator[ErrorEntry]:
    kinds: list[tuple[type[exceptions.APIException], str]] = [
        (exceptions.NotAuthenticated, ""),
        (exceptions.AuthenticationFailed, "invalid_token"),
        (exceptions.PermissionDenied, ""),
        (exceptions.PermissionDenied, "insufficient_scope"),
        (exceptions.PermissionDenied, "partner_inactive"),
        (exceptions.MethodNotAllowed, ""),
        (exceptions.UnsupportedMediaType, ""),
        (exceptions.Throttled, ""),
        (exceptions.ParseError, ""),
    ]
    for kind, code in kinds:
        yield _framework_entry(kind, code or kind.default_code)
    yield _plain(400, "bad_request", "The request cannot be understood.", False)
    yield _plain(500, "internal_error", "Something went wrong on our side.", False)
    yield _plain(503, "service_busy", "The service is busy; nothing was changed.", True)


def _framework_entry(kind: Any, code: str) -> ErrorEntry:
    message = str(kind.default_detail).replace('"{method}" ', "").replace(' "{media_type}"', "")
    return _plain(kind.status_code, code, message, kind.status_code == HTTPStatus.TOO_MANY_REQUESTS)


def _plain(status: int, code: str, message: str, is_retryable: bool) -> ErrorEntry:
    return ErrorEntry(
        code=code,
        status=status,
        title=HTTPStatus(status).phrase,
        message=message,
        explanation="",
        is_retryable=is_retryable,
    )
