from __future__ import annotations

import copy
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.actors import System
from core.calendar.business_date import set_open_date
from core.notifications import codes
from lending.rails import bank as rails
from products.services import seed_products
from tests.factories.accounts import NOON
from tests.lending.stand_ins import CODE, Bank, Phone


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seal for the session: making the keys takes time."""
    return tmp_path_factory.mktemp("seal")


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path, seal_folder: Path) -> None:
    use_own_places(settings, tmp_path, seal_folder)


def use_own_places(settings: Any, tmp_path: Path, seal_folder: Path) -> None:
    """Cache, documents and seal of one test."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    storages = copy.deepcopy(settings.STORAGES)
    storages["default"]["OPTIONS"]["location"] = str(tmp_path / "documents")
    settings.STORAGES = storages
    settings.LOANWRIGHT_SEAL_DIR = seal_folder


def open_books() -> dt.date:
    """The business date is the day of NOON, and the first products are on offer."""
    set_open_date(on=NOON.date())
    seed_products(actor=System("test"), on=NOON.date(), at=NOON)
    return NOON.date()


@pytest.fixture
def books_open(db: None) -> dt.date:
    return open_books()


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    stand_in = Phone()
    monkeypatch.setattr(codes, "draw_code", lambda: CODE)
    monkeypatch.setattr(codes, "sms_client", lambda: stand_in)
    return stand_in


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    stand_in = Bank()
    monkeypatch.setattr(rails, "bank", lambda: stand_in)
    return stand_in


TABLES = (
    "lending_application",
    "lending_contract",
    "lending_disbursement",
    "lending_loan",
    "lending_journalentry",
    "core_transitionlog",
    "core_auditentry",
    "core_outboxmessage",
)


def fingerprint() -> str:
    """Digest of every row that a refused step might have touched."""
    total = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            total.update(repr(cursor.fetchall()).encode())
    return total.hexdigest()


@pytest.fixture
def assert_nothing_moved() -> Iterator[Callable[[], None]]:
    """Call it where the refused step begins; at the end of the test nothing may have changed since."""
    before: list[str] = []
    yield lambda: before.append(fingerprint())
    assert before, "the test never said where the refused step begins"
    assert fingerprint() == before[0]
