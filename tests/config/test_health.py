"""GET /health/live and /health/ready."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from config import health


def test_live_needs_nothing(client: Client) -> None:
    response = client.get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_everything_is_there(client: Client) -> None:
    health.record_heartbeat(at=time.time())

    response = client.get("/health/ready")

    body = response.json()
    assert response.status_code == 200, body
    assert body["status"] == "ok"
    assert set(body["checks"]) == {"database", "cache", "worker", "migrations"}
    assert all(check["ok"] for check in body["checks"].values())


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    cache.delete(health.HEARTBEAT_KEY)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert response.json()["checks"]["worker"]["problem"] == "no worker has been heard of"


@pytest.mark.django_db
def test_not_ready_when_the_worker_has_fallen_silent(client: Client) -> None:
    health.record_heartbeat(at=time.time() - 1000)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert "for 1000 s" in response.json()["checks"]["worker"]["problem"]


@pytest.mark.django_db
def test_not_ready_when_the_cache_is_away(client: Client, settings: Any) -> None:
    broken = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": broken}

    response = client.get("/health/ready")

    assert response.status_code == 503
    problem = response.json()["checks"]["cache"]["problem"]
    assert problem == "unreachable (ConnectionError)"


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [("one", False), ("two", False)]
    monkeypatch.setattr(health, "_migrations_are_applied", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: two)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"]["problem"] == "2 migrations are not applied"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_refuses_to_be_posted_to(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
