"""Refusals as problem+json for the API and as a page for people."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from rest_framework import exceptions

from config.api.problems import exception_handler
from config.middleware import RefusalPageMiddleware
from core.errors import FieldProblem, LoanwrightError


class TooMuch(LoanwrightError):
    code = "too_much"
    http_status = 422
    retryable = False
    message = "%(amount)s is more than the limit."


def _handle(exception: Exception) -> Any:
    request = RequestFactory().post("/api/v1/quotes")
    request.request_id = "req-12345678"  # type: ignore[attr-defined]
    return exception_handler(exception, {"request": SimpleNamespace(_request=request)})


def test_our_own_refusal_keeps_its_code_status_text_and_fields() -> None:
    problem = FieldProblem("/amount", "limit", "At most 5000.00.")

    response = _handle(TooMuch(problems=[problem], amount="9000.00"))

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert response.data == {
        "type": "http://127.0.0.1:8000/api/errors/too_much",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "9000.00 is more than the limit.",
        "instance": "/api/v1/quotes",
        "code": "too_much",
        "errors": [{"pointer": "/amount", "code": "limit", "message": "At most 5000.00."}],
        "request_id": "req-12345678",
        "retryable": False,
    }


def test_wrong_fields_are_named_by_json_pointers() -> None:
    response = _handle(
        exceptions.ValidationError(
            {
                "amount": ["A number is needed."],
                "borrower": {"bank/account": ["Missing."]},
                "consents": [{}, {"version": ["Unknown."]}],
                "non_field_errors": ["These do not go together."],
            }
        )
    )

    assert response.status_code == 400
    assert response.data["code"] == "invalid"
    pointers = [error["pointer"] for error in response.data["errors"]]
    assert pointers == ["/amount", "/borrower/bank~1account", "/consents/1/version", ""]
    assert response.data["errors"][0] == {
        "pointer": "/amount",
        "code": "invalid",
        "message": "A number is needed.",
    }


@pytest.mark.parametrize(
    ("exception", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.UnsupportedMediaType("text/x"), 415, "unsupported_media_type"),
        (exceptions.ParseError(), 400, "parse_error"),
    ],
)
def test_refusals_of_the_framework_have_stable_codes(
    exception: Exception, status: int, code: str
) -> None:
    response = _handle(exception)

    assert (response.status_code, response.data["status"], response.data["code"]) == (
        status,
        status,
        code,
    )


def test_a_throttled_caller_is_told_when_to_come_back() -> None:
    response = _handle(exceptions.Throttled(wait=7.2))

    assert response.headers["Retry-After"] == "8"
    assert response.data["retryable"] is True


def test_a_busy_database_is_a_retryable_503_without_its_inside() -> None:
    response = _handle(OperationalError("canceling statement due to lock timeout at 10.1.2.3"))

    assert response.status_code == 503
    assert response.data["code"] == "service_busy"
    assert response.data["retryable"] is True
    assert "10.1.2.3" not in str(response.data)


def test_an_unknown_failure_is_left_to_the_log_and_the_last_handler() -> None:
    assert _handle(KeyError("secret")) is None


def test_an_unknown_address_of_the_api_is_a_problem_report(client: Client) -> None:
    response = client.get("/api/v1/nothing-here", headers={"X-Request-Id": "my-request-1"})

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"
    assert response.json()["request_id"] == response["X-Request-Id"] == "my-request-1"


def test_a_forged_request_id_is_replaced(client: Client) -> None:
    response = client.get("/health/live", headers={"X-Request-Id": 'x" injected="1'})

    assert response["X-Request-Id"].isalnum()


def test_an_unknown_page_is_a_page(client: Client) -> None:
    response = client.get("/nothing-here")

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_a_refusal_in_a_page_is_a_page_with_its_own_words() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().get("/apply/")
    middleware = RefusalPageMiddleware(view)

    response = middleware.process_exception(request, TooMuch(amount="9000.00"))

    assert response is not None
    assert response.status_code == 422
    assert "9000.00 is more than the limit." in response.content.decode()
    assert middleware.process_exception(request, KeyError("x")) is None
