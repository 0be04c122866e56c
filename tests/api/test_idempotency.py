"""One key, one effect (INTERFACES 3, RELIABILITY experiment 10)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from approvals import api as approvals_api
from core.idempotency import claim
from core.models import IdempotencyRecord
from lending.models import Application, JournalEntry
from repayments.api import payments as payments_api
from repayments.models import Payment
from tests.api.caller import Caller
from tests.api.life import Life, application_body


@pytest.fixture
def loan(life: Life) -> Life:
    return life.to_loan()


def _body(reference: str = "r-1", amount: str = "700.00") -> dict[str, str]:
    return {"amount": amount, "method": "partner_collected", "reference": reference}


def _posted() -> tuple[int, int]:
    return Payment.objects.count(), JournalEntry.objects.count()


def test_the_same_request_again_is_answered_with_the_same_bytes(loan: Life) -> None:
    path = f"/loans/{loan.loan}/payments"
    first = loan.caller.post(path, _body(), key="k")
    books = _posted()

    again = [loan.caller.post(path, _body(), key="k") for _ in range(3)]

    assert first.status_code == 201
    assert "Idempotency-Replayed" not in first
    for answer in again:
        assert (answer.status_code, answer.content) == (201, first.content)
        assert answer["Idempotency-Replayed"] == "true"
    assert _posted() == books


def test_same_key_other_amount_is_422(loan: Life) -> None:
    path = f"/loans/{loan.loan}/payments"
    loan.caller.post(path, _body(), key="k")
    books = _posted()

    other = loan.caller.post(path, _body(amount="701.00"), key="k")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert _posted() == books


def test_same_key_other_loan_is_422(loan: Life) -> None:
    second = Life(loan.caller).to_loan()
    loan.caller.post(f"/loans/{loan.loan}/payments", _body(), key="k")
    books = _posted()

    other = loan.caller.post(f"/loans/{second.loan}/payments", _body(), key="k")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert _posted() == books


def test_same_key_other_partner_is_independent(loan: Life, stranger: Caller) -> None:
    theirs = Life(stranger).to_loan()

    mine = loan.caller.post(f"/loans/{loan.loan}/payments", _body(), key="k")
    other = stranger.post(f"/loans/{theirs.loan}/payments", _body(), key="k")

    assert (mine.status_code, other.status_code) == (201, 201)
    assert mine.json()["id"] != other.json()["id"]


def test_same_key_in_flight_is_409(loan: Life) -> None:
    path = f"/loans/{loan.loan}/payments"
    body = json.dumps(_body()).encode()
    held = {
        "client": loan.caller.partner.as_actor().key,
        "key": "k",
        "method": "POST",
        "path": f"/api/v1{path}",
        "body": body,
    }
    claim(**held, at=timezone.now())
    books = _posted()

    waiting = loan.caller.post(path, raw=body, key="k")

    assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_in_progress")
    assert waiting.json()["retryable"] is True
    assert _posted() == books


def test_a_claim_whose_owner_died_is_free_after_a_minute(loan: Life) -> None:
    path = f"/loans/{loan.loan}/payments"
    body = json.dumps(_body()).encode()
    claim(
        client=loan.caller.partner.as_actor().key,
        key="k",
        method="POST",
        path=f"/api/v1{path}",
        body=body,
        at=timezone.now() - timedelta(seconds=61),
    )

    assert loan.caller.post(path, raw=body, key="k").status_code == 201


def test_same_key_after_a_400_or_422_runs_again(loan: Life) -> None:
    path = f"/loans/{loan.loan}/payments"

    broken = loan.caller.post(path, raw="{", key="k")
    wrong = loan.caller.post(path, _body(amount="-1"), key="k")
    right = loan.caller.post(path, _body(), key="k")

    assert (broken.status_code, wrong.status_code, right.status_code) == (400, 422, 201)


def test_same_key_after_a_5xx_runs_again(loan: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/loans/{loan.loan}/payments"
    books = _posted()

    def break_down(payment: Any) -> Any:
        raise RuntimeError("a failure after the payment was posted")

    with monkeypatch.context() as broken:
        broken.setattr(payments_api, "payment_shape", break_down)
        failed = loan.caller.post(path, _body(), key="k", described=False)
    assert failed.status_code == 500
    assert failed.json()["code"] == "internal_error"
    assert "after the payment" not in failed.content.decode()
    assert _posted() == books, "a 5xx leaves nothing behind"

    assert loan.caller.post(path, _body(), key="k").status_code == 201


@pytest.mark.parametrize("key", [None, " ", "x" * 256, "schlüssel"])
def test_a_missing_or_impossible_key_is_400(caller: Caller, nothing_moves: Any, key: Any) -> None:
    with nothing_moves():
        refused = caller.post("/applications", application_body(), key=key)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")


def test_a_key_may_have_255_characters(caller: Caller) -> None:
    assert caller.post("/applications", application_body(), key="x" * 255).status_code == 201


def test_the_answer_is_kept_with_the_change_or_not_at_all(
    loan: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request that lost its lease undoes its work: the one that took over does it."""
    path = f"/loans/{loan.loan}/payments"
    shape = payments_api.payment_shape
    books = _posted()

    def lose_the_lease(payment: Any) -> Any:
        IdempotencyRecord.objects.filter(key="k").delete()
        return shape(payment)

    with monkeypatch.context() as slow:
        slow.setattr(payments_api, "payment_shape", lose_the_lease)
        lost = loan.caller.post(path, _body(), key="k")

    assert (lost.status_code, lost.json()["code"]) == (409, "idempotency_claim_lost")
    assert _posted() == books


def test_a_submission_that_died_before_its_answer_is_resumed(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is gone between submitting and deciding; the same request goes on from there."""
    life.apply()
    path = f"/applications/{life.id}/submit"

    def die(**facts: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(approvals_api, "decide_application", die)
        dying.setattr("core.rest.operation.release", lambda claimed: None)
        with pytest.raises(SystemExit):
            life.caller.post(path, key="k")
    IdempotencyRecord.objects.filter(key="k").update(leased_until=timezone.now())

    resumed = life.caller.post(path, key="k")

    assert (resumed.status_code, resumed.json()["state"]) == (200, "approved")
    assert life.caller.post(path, key="k").content == resumed.content
    other = life.caller.post(path)
    assert (other.status_code, other.json()["code"]) == (409, "illegal_state")


@pytest.mark.real_commits
def test_a_code_that_could_not_be_sent_leaves_the_key_free(life: Life, settings: Any) -> None:
    """The message leaves after the commit: when it cannot, the kept answer would be a lie."""
    life.to_contract()
    life.confirm()
    path = f"{life.contract_path}/code"
    gateway = f"{settings.SMS_URL}/control/sms"
    httpx.post(gateway, json={"mode": "down"}).raise_for_status()

    failed = life.caller.post(path, key="k")
    httpx.post(gateway, json={"mode": "ok"}).raise_for_status()
    right = life.caller.post(path, key="k")

    assert (failed.status_code, failed.json()["code"]) == (503, "code_not_sent")
    assert right.status_code == 200
    assert life.read_code()


def test_one_application_comes_out_of_many_repetitions(caller: Caller) -> None:
    body = application_body()

    answers = {caller.post("/applications", body, key="same").content for _ in range(5)}

    assert len(answers) == 1
    assert Application.objects.count() == 1
