"""Settings: production is strict, and a wrong environment is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.settings import environment
from config.settings.logs import drop_private_values

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "LOANWRIGHT_SECRET_KEY": "vK3-8qPz_w7XyLm2NbT5cRfJ0hGdS9aEoU4iYkQxW6tZrVpB1nMsCgHjDlFeAu",
    "LOANWRIGHT_FIELD_KEYS": f"k1:{_KEY}",
    "LOANWRIGHT_BLIND_INDEX_KEY": _KEY,
    "LOANWRIGHT_BANK_SECRET": "shared-with-the-bank",
    "LOANWRIGHT_HOSTS": "lender.example",
    "LOANWRIGHT_PUBLIC_URL": "https://lender.example",
    "BANK_URL": "https://bank.example",
    "IDENTITY_URL": "https://identity.example",
    "BUREAU_URL": "https://bureau.example",
    "SMS_URL": "https://sms.example",
    "DATABASE_URL": "postgresql://app@127.0.0.1:1/loanwright",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PATH": os.defpath,
}


def _check(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    wanted = {**_PRODUCTION, **changes}
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), "check", *arguments],
        env={name: value for name, value in wanted.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check_without_a_warning() -> None:
    checked = _check("--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


@pytest.mark.parametrize(
    "name", ["LOANWRIGHT_SECRET_KEY", "LOANWRIGHT_FIELD_KEYS", "LOANWRIGHT_HOSTS", "BANK_URL"]
)
def test_production_does_not_start_without_what_only_the_lender_knows(name: str) -> None:
    checked = _check(**{name: None})

    assert checked.returncode != 0
    assert f"{name} must be set" in checked.stderr


def test_flags_and_numbers_must_be_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    monkeypatch.setenv("SOME_NUMBER", "many")

    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG must be 1 or 0"):
        environment.flag("SOME_FLAG", default=False)
    with pytest.raises(ImproperlyConfigured, match="SOME_NUMBER must be a whole number"):
        environment.integer("SOME_NUMBER", default=1)


def test_a_database_address_is_read_in_both_forms() -> None:
    by_socket = environment.database(
        "X",
        "postgresql://app:p%40ss@/books?host=/run/pg&port=5433",
        process="web",
        statement_timeout_ms=15_000,
    )
    by_network = environment.database(
        "X",
        "postgres://app:x@db.example:6432/books?sslmode=require",
        process="worker",
        statement_timeout_ms=0,
    )

    assert (by_socket["HOST"], by_socket["PORT"], by_socket["PASSWORD"]) == (
        "/run/pg",
        "5433",
        "p@ss",
    )
    assert "statement_timeout=15000" in by_socket["OPTIONS"]["options"]
    assert (by_network["HOST"], by_network["PORT"], by_network["NAME"]) == (
        "db.example",
        "6432",
        "books",
    )
    assert by_network["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout" not in by_network["OPTIONS"]["options"]
    with pytest.raises(ImproperlyConfigured, match="must look like postgresql"):
        environment.database("X", "mysql://a/b", process="web", statement_timeout_ms=0)


def test_borrowers_pages_have_a_strict_policy_and_only_the_desk_a_relaxed_one(
    client: Client,
) -> None:
    strict = client.get("/nothing-here")["Content-Security-Policy"]
    desk = client.get("/staff/nothing-here")["Content-Security-Policy"]

    assert "unsafe" not in strict
    assert "object-src 'none'" in strict
    assert "script-src 'self' 'unsafe-inline' 'unsafe-eval'" in desk
    assert "object-src 'none'" in desk


def test_private_values_stay_out_of_the_log() -> None:
    event = {
        "event": "x",
        "resident_id": "1",
        "one_time_code": "2",
        "error_code": "refused",
        "phone": "3",
        "loan_id": 4,
        "access_token": "5",
    }

    dropped = drop_private_values(None, "info", event)

    assert dropped == {
        "event": "x",
        "resident_id": "(private)",
        "one_time_code": "(private)",
        "error_code": "refused",
        "phone": "(private)",
        "loan_id": 4,
        "access_token": "(private)",
    }


def test_a_partners_secret_is_stored_as_a_digest() -> None:
    encoded = make_password("a-long-random-secret", hasher="loanwright_client_secret")

    assert "a-long-random-secret" not in encoded
    assert check_password("a-long-random-secret", encoded)
    assert not check_password("another", encoded)
