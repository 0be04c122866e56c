"""A borrower at the pages: Ama owns what is looked at, Ben must see none of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Borrower
from approvals.models import Decision, RuleSet
from approvals.reasons import ranked
from approvals.services import seed_rules
from approvals.states import Outcome, RuleSetState
from core.notifications import codes
from lending.models import Application
from lending.rails import bank as rails
from lending.rails.types import CashierOrder, OrderState
from lending.services import decline_application
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import MACHINE, submitted
from tests.lending.conftest import open_books, use_own_places
from tests.lending.stand_ins import CODE, Bank, Phone


class Cashier(Bank):
    """The bank of these tests also opens orders at its cashier."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[dict[str, Any]] = []

    def open_cashier_order(self, **order: Any) -> CashierOrder:
        if self.before is not None:
            raise self.before
        self.opened.append(order)
        return CashierOrder(
            reference=order["reference"],
            bank_reference=f"B-{order['reference']}",
            state=OrderState.OPEN,
            amount=order["amount"],
            currency=order["currency"],
            paid_on=None,
            reason=None,
            cashier_url=f"http://bank.example/pay/{len(self.opened)}",
        )


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seal for the session: making the keys takes time."""
    return tmp_path_factory.mktemp("seal")


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path, seal_folder: Path, db: None) -> None:
    use_own_places(settings, tmp_path, seal_folder)


@pytest.fixture(autouse=True)
def books_open(db: None) -> dt.date:
    """The business date is the day of NOON, and the first products are on offer."""
    return open_books()


@pytest.fixture
def ama() -> Borrower:
    return make_borrower(name="李小梅")


@pytest.fixture
def ben() -> Borrower:
    return make_borrower(name="陈大文")


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser with a session of a borrower, reading English."""

    def signed_in(borrower: Borrower, *, language: str = "en", **kwargs: Any) -> Client:
        client = Client(headers={"accept-language": language}, **kwargs)
        client.force_login(borrower.user)
        return client

    return signed_in


@pytest.fixture
def browser(ama: Borrower, sign_in: SignIn) -> Client:
    return sign_in(ama)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    stand_in = Phone()
    monkeypatch.setattr(codes, "draw_code", lambda: CODE)
    monkeypatch.setattr(codes, "sms_client", lambda: stand_in)
    return stand_in


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Cashier:
    """Everybody who talks to the bank meets this one."""
    stand_in = Cashier()
    monkeypatch.setattr(rails, "bank", lambda: stand_in)
    for name in ("start_payment", "ask_cashier"):
        module = import_module(f"repayments.services.{name}")
        monkeypatch.setattr(module, "bank", lambda: stand_in)
    return stand_in


@pytest.fixture
def decline() -> Callable[..., Application]:
    """A declined application with the decision of the published rules and these reason codes."""
    seed_rules(at=NOON)
    rule_set = RuleSet.objects.get(state=RuleSetState.PUBLISHED)

    def declined(borrower: Borrower, *codes: str) -> Application:
        application = submitted(borrower=borrower)
        Decision.objects.create(
            application=application,
            rule_set=rule_set,
            outcome=Outcome.DECLINE,
            reasons=ranked(codes, {}),
            decided_by="rules",
            decided_at=NOON,
            business_on=NOON.date(),
        )
        return decline_application(
            application_id=application.public_id, reason=codes[0], actor=MACHINE, at=NOON
        )

    return declined
