"""Many workers, one effect: outbox, idempotency keys, one-time codes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import transaction

from core.idempotency import Claim, IdempotencyInProgress, Replay, claim, complete
from core.models import OneTimeCode, OutboxMessage
from core.notifications import check_code, codes, send_code
from core.outbox import deliver, deliver_due, enqueue, register
from tests.concurrency.together import kinds, together
from tests.core.conftest import NOON, Gateway

pytestmark = pytest.mark.real_commits


def test_each_message_is_delivered_by_one_of_many_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "_topics", {})
    seen: list[str] = []
    lock = threading.Lock()

    def note(message: OutboxMessage) -> None:
        with lock:
            seen.append(message.key)

    register("letters", note)
    with transaction.atomic():
        for n in range(60):
            enqueue(topic="letters", key=str(n), payload={}, due_at=NOON)

    delivered = together(*[lambda: deliver_due(at=NOON)] * 6)

    assert sum(delivered) == 60
    assert sorted(seen, key=int) == [str(n) for n in range(60)]


def test_of_many_requests_with_one_key_one_works_and_the_others_wait_or_replay() -> None:
    def request() -> Any:
        found = claim(client="par_1", key="k", method="POST", path="/p", body=b"{}", at=NOON)
        if isinstance(found, Claim):
            with transaction.atomic():
                complete(found, status=201, response={"id": "pay_1"}, at=NOON)
        return found

    results = together(*[request] * 8)

    assert kinds(results)["Claim"] == 1
    assert all(isinstance(r, Claim | Replay | IdempotencyInProgress) for r in results)


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> str:
    gateway = Gateway()
    monkeypatch.setattr(codes, "sms_client", lambda: gateway)
    monkeypatch.setattr(codes, "draw_code", lambda: "246810")
    return "246810"


def send() -> None:
    send_code(purpose="sign-in", phone="+8613812345678", at=NOON)


def check(code: str) -> None:
    with transaction.atomic():
        check_code(purpose="sign-in", phone="+8613812345678", code=code, at=NOON)


def test_many_guesses_at_once_have_no_more_tries_than_one_after_the_other(code: str) -> None:
    send()

    results = together(*[lambda: check("000000")] * 10)

    assert kinds(results) == {"CodeWrong": 5, "TooManyTries": 5}


def test_a_right_code_given_more_than_once_at_once_is_good_once(code: str) -> None:
    send()

    results = together(*[lambda: check(code)] * 3)

    assert kinds(results)["NoneType"] == 1
    assert set(kinds(results)) <= {"NoneType", "CodeExpired", "TooManyTries"}


def test_codes_asked_for_at_once_are_sent_once(code: str) -> None:
    results = together(*[send] * 5)

    assert kinds(results) == {"NoneType": 1, "TooManyCodes": 4}
    assert OneTimeCode.objects.count() == 1
