"""The life of a payout at the sandbox's bank, over HTTP both ways, for every magic account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.states import Role
from core.coherence import run_checks
from lending.models import BankCallback, Disbursement, Loan
from lending.rails import bank as rails
from lending.services import chase_payouts, retry_payout, send_payout
from lending.states import DisbursementState as S
from sandbox.config import Config
from sandbox.server import serve
from tests.factories.accounts import make_staff
from tests.factories.lending import payout
from tests.foundation.live_services import wait_until
from tests.lending.conftest import open_books, use_own_places

pytestmark = pytest.mark.real_commits


@pytest.fixture
def sandbox_bank(settings: Any, tmp_path: Path, live_server: Any) -> Iterator[None]:
    use_own_places(settings, tmp_path, tmp_path / "seal")
    server = serve(
        Config(
            state=tmp_path / "sandbox",
            bank_secret=settings.LOANWRIGHT_BANK_SECRET,
            bank_key_id=settings.LOANWRIGHT_BANK_KEY_ID,
            callback_url=live_server.url,
            settle_seconds=0.05,
            late_seconds=0.3,
            hang_seconds=0.3,
            retry_seconds=0.1,
        )
    )
    settings.BANK_URL = server.url
    open_books()
    yield
    rails.bank().close()
    rails._client.cache_clear()
    server.stop()


def state_becomes(disbursement: Disbursement, state: S) -> Callable[[], bool]:
    def holds() -> bool:
        disbursement.refresh_from_db()
        return disbursement.state == state

    return holds


def assert_books_agree() -> None:
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


@pytest.mark.parametrize("ending", ["0001", "0003", "0004", "0005", "0006", "0007"])
def test_arrives_once_however_the_bank_answers(sandbox_bank: None, ending: str) -> None:
    """Plain; timed out after success; 500 after success; late; twice; before the answer."""
    disbursement = payout(ending=ending)

    send_payout(disbursement_id=disbursement.public_id, at=timezone.now())

    wait_until("the callback", state_becomes(disbursement, S.PAID))
    assert Loan.objects.get().principal == Decimal(10000)
    assert BankCallback.objects.count() == 1
    assert_books_agree()


def test_a_bank_that_never_calls_is_asked(sandbox_bank: None) -> None:
    disbursement = payout(ending="0008")
    send_payout(disbursement_id=disbursement.public_id, at=timezone.now())

    def is_paid() -> bool:
        Disbursement.objects.update(ask_again_at=timezone.now())
        chase_payouts(timezone.now())
        return state_becomes(disbursement, S.PAID)()

    wait_until("the answer", is_paid)
    assert not BankCallback.objects.exists()
    assert_books_agree()


@pytest.mark.parametrize(
    ("ending", "reason"), [("0002", "account_closed"), ("0010", "name_mismatch")]
)
def test_a_refused_payout_comes_back_and_may_be_tried_again(
    sandbox_bank: None, ending: str, reason: str
) -> None:
    disbursement = payout(ending=ending)
    send_payout(disbursement_id=disbursement.public_id, at=timezone.now())
    wait_until("the refusal", state_becomes(disbursement, S.FAILED))
    assert disbursement.failure == reason
    assert_books_agree()

    retry_payout(
        disbursement_id=disbursement.public_id, user=make_staff(Role.FINANCE), at=timezone.now()
    )
    send_payout(disbursement_id=disbursement.public_id, at=timezone.now())

    wait_until("the second refusal", state_becomes(disbursement, S.FAILED))
    assert disbursement.reference.endswith("-2")
    assert not Loan.objects.exists()
    assert_books_agree()
