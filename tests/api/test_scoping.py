"""A partner sees its own customers' objects only; everything else looks like nothing (ASVS 8.2.2, 8.4.1)."""

from __future__ import annotations

from typing import Any

import pytest

from config.api.urls import urlpatterns
from tests.api.caller import Caller
from tests.api.life import Life

# Every address with an id, and a sound body for it. A new address that is missing here fails below.
MATRIX: dict[str, tuple[str, Any]] = {
    "applications/<str:application_id>": ("GET", None),
    "applications/<str:application_id>/submit": ("POST", {}),
    "applications/<str:application_id>/withdraw": ("POST", {}),
    "applications/<str:application_id>/decision": ("GET", None),
    "applications/<str:application_id>/documents": ("UPLOAD", None),
    "applications/<str:application_id>/accept": (
        "POST",
        {"amount": "10000.00", "instalments": 12},
    ),
    "contracts/<str:contract_id>": ("GET", None),
    "contracts/<str:contract_id>/confirm-cost-statement": ("POST", {}),
    "contracts/<str:contract_id>/code": ("POST", {}),
    "contracts/<str:contract_id>/sign": ("POST", {"code": "123456"}),
    "contracts/<str:contract_id>/document": ("GET", None),
    "loans/<str:loan_id>": ("GET", None),
    "loans/<str:loan_id>/schedule": ("GET", None),
    "loans/<str:loan_id>/transactions": ("GET", None),
    "loans/<str:loan_id>/balance": ("GET", None),
    "loans/<str:loan_id>/payoff-quote": ("GET", None),
    "loans/<str:loan_id>/payments": (
        "POST",
        {"amount": "500.00", "method": "partner_collected", "reference": "theirs"},
    ),
    "payments/<str:payment_id>": ("GET", None),
    "payments/<str:payment_id>/reverse": ("POST", {"reason": "not mine"}),
    "complaints/<str:complaint_id>": ("GET", None),
}
PUBLIC = {"products/<str:code>"}
FOREIGN = {
    "application_id": "app_00000000000000000000",
    "contract_id": "con_00000000000000000000",
    "loan_id": "loan_00000000000000000000",
    "payment_id": "pay_00000000000000000000",
    "complaint_id": "cmp_00000000000000000000",
}


@pytest.fixture
def ids(caller: Caller) -> dict[str, str]:
    """One of everything that partner A has."""
    life = Life(caller).to_loan()
    paid = life.pay("500.00")
    complaint = caller.post(
        "/complaints", {"loan": life.loan, "category": "service", "text": "等得太久了。"}
    ).json()
    return {
        "application_id": life.id,
        "contract_id": life.contract["id"],
        "loan_id": life.loan,
        "payment_id": paid["id"],
        "complaint_id": complaint["id"],
        "borrower_id": life.application["borrower"],
    }


def _call(by: Caller, route: str, ids: dict[str, str]) -> Any:
    path = "/" + route
    for name, value in ids.items():
        path = path.replace(f"<str:{name}>", value)
    method, body = MATRIX[route]
    if method == "GET":
        return by.get(path)
    if method == "UPLOAD":
        from django.core.files.uploadedfile import SimpleUploadedFile as Upload

        pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
        return by.upload(path, {"file": Upload("a.pdf", pdf)})
    return by.post(path, body)


def test_every_address_with_an_id_is_in_the_matrix() -> None:
    routes = {str(pattern.pattern) for pattern in urlpatterns if "<" in str(pattern.pattern)}

    assert routes - PUBLIC == set(MATRIX)


def test_a_stranger_finds_nothing_anywhere(
    stranger: Caller, ids: dict[str, str], nothing_moves: Any
) -> None:
    """Another partner's object and one that never was give the same answer, and nothing moves."""
    with nothing_moves():
        for route in MATRIX:
            theirs = _call(stranger, route, ids)
            nobodys = _call(stranger, route, FOREIGN)
            assert theirs.status_code == nobodys.status_code == 404, (route, theirs.content)
            assert _shape(theirs) == _shape(nobodys), route


def test_the_owner_gets_past_every_one_of_them(caller: Caller, ids: dict[str, str]) -> None:
    """Otherwise the matrix would prove nothing."""
    for route in MATRIX:
        assert _call(caller, route, ids).status_code != 404, route


def test_a_stranger_lists_no_loans_of_others(stranger: Caller, ids: dict[str, str]) -> None:
    assert stranger.get("/loans").json()["data"] == []
    assert stranger.get("/loans", borrower=ids["borrower_id"]).json()["data"] == []
    assert stranger.get("/loans", after=ids["loan_id"]).status_code == 422


def test_a_stranger_cannot_complain_for_others(
    stranger: Caller, ids: dict[str, str], nothing_moves: Any
) -> None:
    body = {"category": "service", "text": "这不是我的客户。"}
    with nothing_moves():
        by_loan = stranger.post("/complaints", {**body, "loan": ids["loan_id"]})
        by_person = stranger.post("/complaints", {**body, "borrower": ids["borrower_id"]})
        unknown = stranger.post("/complaints", {**body, "borrower": "bor_00000000000000000000"})

    assert by_loan.json()["errors"][0]["pointer"] == "/loan"
    assert by_person.status_code == unknown.status_code == 422
    assert by_person.json()["errors"] == unknown.json()["errors"]


def test_ids_that_cannot_be_ids_look_like_nothing(caller: Caller, nothing_moves: Any) -> None:
    with nothing_moves():
        for odd in ("%00", "app_%00x", "..", "%27%20OR%201=1", "app_" + "x" * 300, "%F0%9F%92%A9"):
            for route in ("applications", "contracts", "loans", "payments", "complaints"):
                answer = caller.client.get(
                    f"/api/v1/{route}/{odd}", headers={"Authorization": f"Bearer {caller.token}"}
                )
                assert answer.status_code == 404, (route, odd)
                assert answer["Content-Type"] == "application/problem+json"


def _shape(answer: Any) -> dict[str, Any]:
    body = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "instance")}
