"""The platform as real processes: what journeys stand on."""

import urllib.request
from typing import Any

import psycopg
from django.conf import settings
from django.test import Client

from tests.foundation.live_services import LiveServices


def test_real_processes_serve_this_tests_database(live_services: LiveServices) -> None:
    with urllib.request.urlopen(f"{live_services.url}/health/ready") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{settings.BANK_URL}/health") as answer:
        assert answer.status == 200


def test_processes_survive_that_a_test_replaces_their_database(
    live_services: LiveServices, client: Client
) -> None:
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(live_services.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT current_database(), current_user").fetchone()
    assert row == (name, "loanwright_app")

    with urllib.request.urlopen(f"{live_services.url}/health/ready") as answer:
        assert answer.status == 200


def test_a_phone_shows_a_page_with_its_styles(live_services: LiveServices, phone: Any) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(f"{message.text} {message.location}"))

    response = phone.goto(f"{live_services.url}/staff/login/")

    assert response.status == 200
    assert phone.locator("input[name=username]").is_visible()
    assert [text for text in complaints if "favicon" not in text] == []
