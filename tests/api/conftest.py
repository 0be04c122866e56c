"""Two partners before an open house, with the outside world in a box behind it."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.identity import authority
from approvals.services import seed_rules
from core.actors import System
from core.calendar.business_date import institution_zone, set_open_date
from core.notifications import gateway
from products.services import seed_products
from sandbox.config import Config
from sandbox.server import SandboxServer, serve
from tests.api.caller import Caller, make_caller
from tests.api.life import Life


@pytest.fixture(scope="session")
def outside_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """Bank, authority, bureau and SMS gateway, hurried; nobody takes their callbacks."""
    server = serve(
        Config(
            state=tmp_path_factory.mktemp("sandbox"),
            bank_secret=settings.LOANWRIGHT_BANK_SECRET,
            bank_key_id=settings.LOANWRIGHT_BANK_KEY_ID,
            settle_seconds=0.02,
            hang_seconds=0.3,
            slow_seconds=0.1,
        )
    )
    yield server
    server.stop()


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seal for the session: making the keys takes time."""
    return tmp_path_factory.mktemp("seal")


@pytest.fixture
def house(
    db: None, settings: Any, outside_world: SandboxServer, tmp_path: Path, seal_folder: Path
) -> Iterator[dt.date]:
    """An open business date (today), products, rules, and an outside world that answers."""
    for name in ("SANDBOX_URL", "BANK_URL", "IDENTITY_URL", "BUREAU_URL", "SMS_URL"):
        setattr(settings, name, outside_world.url)
    storages = copy.deepcopy(settings.STORAGES)
    storages["default"]["OPTIONS"]["location"] = str(tmp_path / "documents")
    settings.STORAGES = storages
    settings.LOANWRIGHT_SEAL_DIR = seal_folder
    _forget_clients()
    cache.clear()
    now = timezone.now()
    today = now.astimezone(institution_zone()).date()
    set_open_date(on=today)
    seed_products(actor=System("test"), on=today, at=now)
    seed_rules(at=now)
    yield today
    _forget_clients()


def _forget_clients() -> None:
    """The clients keep the address they were made with."""
    authority.identity_client().close()
    authority.identity_client.cache_clear()
    gateway.sms_client().close()
    gateway._client.cache_clear()


@pytest.fixture
def caller(house: dt.date) -> Caller:
    """Partner A."""
    return make_caller("Partner A")


@pytest.fixture
def stranger(house: dt.date) -> Caller:
    """Partner B, who must see nothing of A's."""
    return make_caller("Partner B")


@pytest.fixture
def life(caller: Caller) -> Life:
    """A loan of partner A's, before its first step."""
    return Life(caller)


# Everything that a refused call might have moved; keys of idempotency are free again afterwards.
TABLES = (
    "accounts_borrower",
    "accounts_bankaccount",
    "accounts_consent",
    "approvals_decision",
    "complaints_complaint",
    "core_auditentry",
    "core_document",
    "core_idempotencyrecord",
    "core_notification",
    "core_onetimecode",
    "core_outboxmessage",
    "core_transitionlog",
    "lending_application",
    "lending_contract",
    "lending_disbursement",
    "lending_instalment",
    "lending_journalentry",
    "lending_loan",
    "lending_posting",
    "repayments_allocation",
    "repayments_payment",
    "repayments_payoffquote",
)


def fingerprint() -> str:
    """Digest of every row of those tables."""
    total = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            total.update(repr((table, cursor.fetchall())).encode())
    return total.hexdigest()


@pytest.fixture
def nothing_moves() -> Callable[[], AbstractContextManager[None]]:
    """A block in which nothing may change: no row more, none less, none other."""

    @contextmanager
    def block() -> Iterator[None]:
        before = fingerprint()
        yield
        assert fingerprint() == before, "something moved"

    return block
