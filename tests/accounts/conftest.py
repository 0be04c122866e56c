from __future__ import annotations

import datetime as dt

import pytest

from accounts import bank_check
from accounts.identity import authority
from accounts.identity.client import IdentityOutcome, IdentityResult, IdentityUnavailable
from accounts.types import AccountAnswer
from core.calendar.business_date import set_open_date
from core.notifications import codes
from tests.factories.accounts import NOON

CODE = "246810"


class Authority:
    """Stands for the identity authority; answers as told, remembers what it was asked."""

    def __init__(self) -> None:
        self.outcome: IdentityOutcome | None = IdentityOutcome.MATCH
        self.asked: list[tuple[str, str]] = []

    def check(self, *, name: str, resident_id: str) -> IdentityResult:
        self.asked.append((name, resident_id))
        if self.outcome is None:
            raise IdentityUnavailable("no answer")
        return IdentityResult(outcome=self.outcome, request_id="IDC1", reason=None)


class Bank:
    """Stands for the bank's check of account holders."""

    def __init__(self) -> None:
        self.answer = AccountAnswer(is_match=True)
        self.error: Exception | None = None
        self.asked: list[str] = []

    def __call__(self, *, number: str, holder: str, resident_id: str, phone: str) -> AccountAnswer:
        self.asked.append(number)
        if self.error is not None:
            raise self.error
        return self.answer


class Phone:
    """Stands for the SMS gateway: every code is the same, texts are kept."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def send(self, *, to: str, text: str, template: str, reference: str) -> None:
        self.texts.append((to, text))


@pytest.fixture(autouse=True)
def _local_cache(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def books_open(db) -> dt.date:
    """The business date is the day of NOON."""
    set_open_date(on=NOON.date())
    return NOON.date()


@pytest.fixture
def identity_authority(monkeypatch) -> Authority:
    stand_in = Authority()
    monkeypatch.setattr(authority, "identity_client", lambda: stand_in)
    return stand_in


@pytest.fixture
def bank(monkeypatch) -> Bank:
    stand_in = Bank()
    monkeypatch.setattr(bank_check, "_checkers", [stand_in])
    return stand_in


@pytest.fixture
def phone(monkeypatch) -> Phone:
    stand_in = Phone()
    monkeypatch.setattr(codes, "draw_code", lambda: CODE)
    monkeypatch.setattr(codes, "sms_client", lambda: stand_in)
    return stand_in
