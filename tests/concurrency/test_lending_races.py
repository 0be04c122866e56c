"""Two at once on real connections: one wins, the other is told so, and the books agree."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.coherence import run_checks
from core.errors import IllegalMove, LoanwrightError
from lending.errors import AlreadySigned, ExposureExceeded
from lending.models import Contract, Disbursement, JournalEntry, Loan
from lending.rails import bank as rails
from lending.services import (
    accept_offer,
    ask_payout,
    confirm_payout,
    send_payout,
    send_signing_code,
    sign_contract,
)
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState
from tests.factories.accounts import NOON
from tests.factories.lending import applicant, approved, cost_confirmed, new_borrower, payout
from tests.lending.conftest import open_books, use_own_places
from tests.lending.stand_ins import CODE, Bank, Phone, call_back, callback_body

pytestmark = pytest.mark.real_commits


@pytest.fixture(autouse=True)
def _books(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    use_own_places(settings, tmp_path, tmp_path / "seal")
    monkeypatch.setattr("core.notifications.codes.draw_code", lambda: CODE)
    monkeypatch.setattr("core.notifications.codes.sms_client", Phone)
    open_books()


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    stand_in = Bank()
    monkeypatch.setattr(rails, "bank", lambda: stand_in)
    return stand_in


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Start all steps together, each on its own connection; results or refusals in order."""
    start = threading.Barrier(len(steps))
    results: list[Any] = [None] * len(steps)

    def run(place: int, step: Callable[[], Any]) -> None:
        start.wait(timeout=10)
        try:
            results[place] = step()
        except LoanwrightError as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, step)) for place, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "they wait for one another"
    return results


def refusals(results: list[Any]) -> list[type]:
    return [type(result) for result in results if isinstance(result, LoanwrightError)]


def assert_books_agree() -> None:
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


def accepting(application: Any) -> Callable[[], Contract]:
    return lambda: accept_offer(
        application_id=application.public_id,
        amount="10000",
        instalments=12,
        actor=applicant(application),
        at=NOON,
    )


def test_one_offer_accepted_twice_makes_one_contract() -> None:
    """XC7"""
    application = approved()

    results = at_once(*[accepting(application)] * 4)

    assert refusals(results) == [IllegalMove] * 3
    assert Contract.objects.count() == 1


def test_two_offers_at_once_stay_within_the_cap_together(settings: Any) -> None:
    """XC7, RULES A5: two draws at once cannot exceed it."""
    settings.LOANWRIGHT_EXPOSURE_CAP = Decimal("20000.00")
    borrower = new_borrower()
    offers = [approved(borrower=borrower) for _ in range(4)]

    results = at_once(*[accepting(offer) for offer in offers])

    assert refusals(results) == [ExposureExceeded] * 2
    assert sum(contract.amount for contract in Contract.objects.all()) == Decimal(20000)


def test_one_contract_signed_twice_is_paid_out_once() -> None:
    contract = cost_confirmed()
    actor = applicant(contract)
    send_signing_code(contract_id=contract.public_id, actor=actor, at=NOON)

    def sign() -> Contract:
        return sign_contract(
            contract_id=contract.public_id, code=CODE, actor=actor, at=NOON, evidence={}
        )

    results = at_once(sign, sign, sign)

    assert refusals(results) == [AlreadySigned] * 2
    assert Disbursement.objects.count() == 1
    assert_books_agree()


def test_one_callback_delivered_twice_at_once_opens_one_loan(bank: Bank) -> None:
    disbursement = send_payout(disbursement_id=payout().public_id, at=NOON)
    body = callback_body("payout.paid", disbursement.reference)

    answers = at_once(*[lambda: call_back(body).status_code] * 4)

    assert answers == [200] * 4
    assert Loan.objects.count() == 1
    assert_books_agree()


def test_callback_answer_and_question_at_once_open_one_loan(bank: Bank) -> None:
    disbursement = send_payout(disbursement_id=payout().public_id, at=NOON)
    bank.settle(disbursement.reference)

    results = at_once(
        lambda: call_back(callback_body("payout.paid", disbursement.reference)).status_code,
        lambda: ask_payout(disbursement_id=disbursement.public_id, at=NOON),
        lambda: confirm_payout(
            reference=disbursement.reference,
            bank_reference="B",
            paid_on=NOON.date(),
            actor=BANK,
            at=NOON,
        ),
    )

    assert refusals(results) == []
    assert Loan.objects.count() == 1
    assert_books_agree()


def test_two_workers_sending_one_payout_move_the_money_once(bank: Bank) -> None:
    disbursement = payout()

    results = at_once(*[lambda: send_payout(disbursement_id=disbursement.public_id, at=NOON)] * 3)

    assert refusals(results) == []
    assert list(bank.orders) == [disbursement.reference]
    disbursement.refresh_from_db()
    assert disbursement.state == DisbursementState.SENT
    assert JournalEntry.objects.filter(kind="payout_sent").count() == 1
    assert_books_agree()
