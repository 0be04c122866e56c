from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lending.models import BankCallback, Disbursement, Loan
from lending.services import send_payout
from lending.states import DisbursementState as S
from tests.factories.accounts import NOON
from tests.factories.lending import payout
from tests.lending.stand_ins import Bank, call_back, callback_body


@pytest.fixture
def sent(books_open: dt.date, bank: Bank) -> Disbursement:
    return send_payout(disbursement_id=payout().public_id, at=NOON)


def test_a_paid_payout_opens_the_loan(sent: Disbursement) -> None:
    answer = call_back(callback_body("payout.paid", sent.reference))

    assert answer.status_code == 200
    sent.refresh_from_db()
    assert sent.state == S.PAID
    assert Loan.objects.get().contract == sent.contract
    kept = BankCallback.objects.get()
    assert (kept.reference, kept.event) == (sent.reference, "payout.paid")
    assert kept.handled_at is not None


def test_a_failed_payout_fails(sent: Disbursement) -> None:
    answer = call_back(callback_body("payout.failed", sent.reference))

    assert answer.status_code == 200
    sent.refresh_from_db()
    assert (sent.state, sent.failure) == (S.FAILED, "account_closed")


def test_a_repeated_callback_is_harmless(sent: Disbursement, assert_nothing_moved: Any) -> None:
    body = callback_body("payout.paid", sent.reference)
    call_back(body)
    assert_nothing_moved()

    assert [call_back(body).status_code for _ in range(3)] == [200, 200, 200]
    assert BankCallback.objects.count() == 1


def test_the_same_word_under_another_event_id_is_harmless(sent: Disbursement) -> None:
    call_back(callback_body("payout.paid", sent.reference))

    answer = call_back(callback_body("payout.paid", sent.reference, event_id="evt_other"))

    assert answer.status_code == 200
    assert Loan.objects.count() == 1


def test_an_event_id_with_other_content_is_refused(
    sent: Disbursement, assert_nothing_moved: Any
) -> None:
    call_back(callback_body("payout.paid", sent.reference))
    assert_nothing_moved()

    answer = call_back(callback_body("payout.paid", sent.reference, amount="1.00"))

    assert (answer.status_code, answer.json()["code"]) == (409, "callback_reused")


def test_a_bad_signature_is_refused_and_not_kept(
    sent: Disbursement, assert_nothing_moved: Any
) -> None:
    assert_nothing_moved()

    answer = call_back(
        callback_body("payout.paid", sent.reference), secret="not-the-secret-of-ours"
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "callback_signature_refused")
    assert not BankCallback.objects.exists()


def test_an_unknown_reference_is_kept_unhandled(
    sent: Disbursement, assert_nothing_moved: Any
) -> None:
    assert_nothing_moved()
    body = callback_body("payout.paid", "dis_unknown-1")

    assert [call_back(body).status_code for _ in range(2)] == [404, 404]
    assert BankCallback.objects.get().handled_at is None


def test_other_money_is_kept_for_people(sent: Disbursement, assert_nothing_moved: Any) -> None:
    assert_nothing_moved()

    answer = call_back(callback_body("payout.paid", sent.reference, amount="10000.01"))

    assert (answer.status_code, answer.json()["code"]) == (409, "payout_contradicted")
    assert BankCallback.objects.get().handled_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 10000},
        {"amount": "-1"},
        {"paid_on": "soon"},
        {"event": "weather"},
        {"event_id": ""},
    ],
)
def test_an_unreadable_callback_is_refused(
    sent: Disbursement, assert_nothing_moved: Any, change: dict[str, Any]
) -> None:
    assert_nothing_moved()

    answer = call_back(callback_body("payout.paid", sent.reference) | change)

    assert (answer.status_code, answer.json()["code"]) == (400, "callback_unreadable")


def test_paid_without_a_day_is_refused(sent: Disbursement, assert_nothing_moved: Any) -> None:
    assert_nothing_moved()

    answer = call_back(callback_body("payout.paid", sent.reference, paid_on=None))

    assert answer.status_code == 400


def test_the_address_takes_nothing_but_posts(client: Any) -> None:
    assert client.get("/callbacks/bank/").status_code == 405
