"""A real bureau over HTTP, seeded products and rules, and applications to decide."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from accounts.models import BankAccount, Borrower
from accounts.states import ConsentPurpose, Role
from approvals.bureau import adapter
from approvals.models import ReviewCase
from approvals.services import decide_application, seed_rules
from core.actors import System
from core.calendar.business_date import set_open_date
from core.models import AuditEntry, Notification, OutboxMessage, TransitionLog
from core.privacy.sealing import blind_index
from lending.models import Application
from lending.services import create_application, submit_application
from products.services import seed_products
from sandbox.config import Config
from sandbox.server import SandboxServer, serve
from tests.factories.accounts import NOON, make_borrower, make_resident_id, make_staff

AT = NOON
# Sequence numbers of resident ids that the sandbox's bureau answers in a known way.
CLEAN, BORDERLINE, BAD, THIN, DOWN = 911, 912, 913, 914, 915


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    folder: pathlib.Path = tmp_path_factory.mktemp("sandbox")
    server = serve(
        Config(
            state=folder,
            bank_secret="a secret of at least sixteen characters",
            callback_url="http://127.0.0.1:9/callbacks/bank/",
        )
    )
    yield server
    adapter._client(server.url, float(django_settings.OUTSIDE_TIMEOUT_SECONDS)).close()
    server.stop()


@pytest.fixture
def house(db: None, settings: Any, bureau: SandboxServer) -> dt.date:
    """An open business date, products, rules and a bureau that answers."""
    settings.BUREAU_URL = bureau.url
    set_open_date(on=AT.date())
    seed_products(actor=System("seed"), on=AT.date(), at=AT)
    seed_rules(at=AT)
    return AT.date()


@pytest.fixture
def bureau_down(settings: Any) -> None:
    """Nothing listens there."""
    settings.BUREAU_URL = "http://127.0.0.1:1"


@pytest.fixture
def submitted(house: dt.date) -> Callable[..., Application]:
    """Makes a submitted application of a new borrower."""
    births = iter(range(3, 31))

    @transaction.atomic
    def make(
        *, sequence: int = CLEAN, product: str = "AL1", amount: str = "10000.00", **changes: Any
    ) -> Application:
        # Another birthday each time: a sequence number names the report, not the person.
        born_on = changes.pop("born_on", dt.date(1990, 3, next(births)))
        borrower = make_borrower(
            resident_id=make_resident_id(born_on, serial=sequence), born_on=born_on
        )
        Borrower.objects.filter(pk=borrower.pk).update(
            monthly_income=changes.pop("monthly_income", "12000.00"),
            is_student=changes.pop("is_student", False),
        )
        account = BankAccount.objects.create(
            borrower=borrower,
            number="6222020200112233",
            number_index=blind_index("bank_account", f"6222020200112233{borrower.pk}"),
            last_four="2233",
            bank="ICBC",
            holder="王小明",
            checked_at=AT,
        )
        application = create_application(
            borrower_id=borrower.public_id,
            product_code=product,
            amount=amount,
            instalments=changes.pop("instalments", 12),
            purpose="travel",
            bank_account_id=account.public_id,
            actor=borrower.as_actor(),
            at=AT,
        )
        return submit_application(
            application_id=application.public_id, actor=borrower.as_actor(), at=AT
        )

    return make


@pytest.fixture
def referred(submitted: Callable[..., Application]) -> ReviewCase:
    """A case on the first reviewers' desk."""
    application = submitted(sequence=BORDERLINE, product="AL2")
    decide_application(application_id=application.public_id, at=AT)
    return ReviewCase.objects.get(application=application)


@pytest.fixture
def first(db: None) -> Any:
    return make_staff(Role.FIRST_REVIEWER)


@pytest.fixture
def senior(db: None) -> Any:
    return make_staff(Role.SENIOR_REVIEWER)


@pytest.fixture
def withdraw_report_consent() -> Callable[[Application], None]:
    def withdraw(application: Application) -> None:
        application.borrower.consents.filter(purpose=ConsentPurpose.CREDIT_REPORT).update(
            withdrawn_at=AT
        )

    return withdraw


@pytest.fixture
def nothing_moves() -> Callable[[], None]:
    """Call it after a refusal: no state, log, note, message or audit entry came of it."""

    def counts() -> list[Any]:
        return [
            *(model.objects.count() for model in (AuditEntry, TransitionLog, Notification)),
            OutboxMessage.objects.count(),
            sorted(Application.objects.values_list("pk", "state", "limit", "offered_rate")),
            sorted(
                ReviewCase.objects.values_list(
                    "pk", "state", "claimed_by", "first_reviewer", "second_reviewer"
                ),
                key=str,
            ),
        ]

    before = None

    def check() -> None:
        nonlocal before
        if before is None:
            before = counts()
        else:
            assert counts() == before

    return check
