"""The description that partners build by: current, complete, and every error explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from config.api.error_pages import catalogue
from config.api.urls import urlpatterns
from tests.api.caller import Caller
from tests.api.description import description

REPOSITORY = Path(__file__).resolve().parents[2]
COMMITTED = REPOSITORY / "docs" / "openapi.yaml"


def test_the_committed_description_is_the_present_one(tmp_path: Path) -> None:
    """Write it anew: ./run manage spectacular --validate --fail-on-warn --file docs/openapi.yaml"""
    fresh = tmp_path / "openapi.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh))

    assert fresh.read_text("utf-8") == COMMITTED.read_text("utf-8")


def test_every_address_is_described() -> None:
    described = set(description()["paths"])

    for pattern in urlpatterns:
        path = "/api/v1/" + str(pattern.pattern).replace("<str:", "{").replace(">", "}")
        assert path in described


def test_every_operation_says_what_it_needs_and_answers() -> None:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["security"], where
            assert {"401", "403", "429"} <= set(operation["responses"]), where
            needs_key = any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))
            assert needs_key == (method == "post" and path != "/api/v1/quotes"), where


def test_the_description_is_openapi_3_1_and_served(client: Client) -> None:
    assert description()["openapi"].startswith("3.1")
    assert client.get("/api/schema").status_code == 200
    assert client.get("/api/docs").status_code == 200


@pytest.mark.django_db
def test_every_error_code_has_its_page(client: Client) -> None:
    codes = catalogue()
    assert {"not_found", "idempotency_key_reused", "insufficient_scope", "over_limit"} <= set(codes)

    index = client.get("/api/errors/").content.decode()
    for code in codes:
        page = client.get(f"/api/errors/{code}")
        assert page.status_code == 200, code
        assert code in page.content.decode()
        assert f"/api/errors/{code}" in index
    assert client.get("/api/errors/no_such_code").status_code == 404


def test_the_type_of_a_problem_leads_to_its_page(caller: Caller) -> None:
    problem = caller.get("/loans/loan_nothing").json()

    page = caller.client.get("/" + problem["type"].split("/", 3)[3])
    assert page.status_code == 200
    assert problem["code"] in page.content.decode()
