"""A real sandbox on a free port, hurried, and a platform that takes its callbacks."""

from __future__ import annotations

import datetime as dt
import itertools
import pathlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from lending.rails.bank_client import BankClient
from lending.rails.types import BankAccount
from sandbox.config import Config
from sandbox.server import SandboxServer, serve
from tests.sandbox.platform_stub import KEY_ID, SECRET, PlatformStub

DAY = dt.date(2031, 5, 6)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def platform() -> Iterator[PlatformStub]:
    stub = PlatformStub()
    yield stub
    stub.shutdown()
    stub.server_close()


@pytest.fixture(scope="session")
def hurried(platform: PlatformStub) -> Callable[[pathlib.Path], Config]:
    def config(state: pathlib.Path, **changes: Any) -> Config:
        values: dict[str, Any] = {
            "state": state,
            "bank_secret": SECRET,
            "bank_key_id": KEY_ID,
            "callback_url": platform.url,
            "settle_seconds": 0.03,
            "late_seconds": 0.5,
            "hang_seconds": 0.6,
            "slow_seconds": 0.3,
            "retry_seconds": 0.03,
        }
        return Config(**(values | changes))

    return config


@pytest.fixture(scope="session")
def sandbox(
    hurried: Callable[..., Config], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxServer]:
    server = serve(hurried(tmp_path_factory.mktemp("sandbox")))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def bank(sandbox: SandboxServer) -> Iterator[BankClient]:
    with BankClient(base_url=sandbox.url, key_id=KEY_ID, secret=SECRET, timeout=2) as client:
        yield client


@pytest.fixture(scope="session")
def hasty_bank(sandbox: SandboxServer) -> Iterator[BankClient]:
    """A client that gives up long before the sandbox cuts the line."""
    with BankClient(base_url=sandbox.url, key_id=KEY_ID, secret=SECRET, timeout=0.15) as client:
        yield client


@pytest.fixture(scope="session")
def http(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False, timeout=3) as client:
        yield client


@pytest.fixture
def reference() -> str:
    return f"ref-{next(_numbers)}"


@pytest.fixture
def order(reference: str) -> Callable[..., dict[str, Any]]:
    """The arguments of a payout or debit to the account with these last four digits."""

    def build(ending: str = "0001", **changes: Any) -> dict[str, Any]:
        account = BankAccount(number=f"62220200001{ending}", bank="ICBC", holder="王小明")
        values: dict[str, Any] = {
            "reference": reference,
            "amount": Decimal("1000.00"),
            "currency": "CNY",
            "account": account,
            "purpose": "loan",
            "on": DAY,
        }
        return values | changes

    return build
