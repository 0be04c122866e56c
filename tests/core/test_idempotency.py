"""Idempotency keys (INTERFACES section 3; RELIABILITY experiment 10)."""

from __future__ import annotations

import datetime as dt

import pytest

from core.idempotency import (
    Claim,
    IdempotencyClaimLost,
    IdempotencyInProgress,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    Replay,
    claim,
    complete,
    release,
)
from core.idempotency.claims import LEASE
from core.models import IdempotencyRecord
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db


def ask(**changes) -> Claim | Replay:
    request = {
        "client": "par_1",
        "key": "k-1",
        "method": "POST",
        "path": "/api/v1/loans/loan_1/payments",
        "body": b'{"amount":"10.00"}',
        "at": NOON,
    }
    return claim(**{**request, **changes})


def finish(claimed: Claim | Replay, response: object = None) -> None:
    assert isinstance(claimed, Claim)
    complete(claimed, status=201, response=response or {"id": "pay_1"}, at=NOON)


def test_the_first_answer_is_replayed_to_every_repetition() -> None:
    finish(ask())

    for _ in range(2):
        assert ask(at=NOON + dt.timedelta(days=400)) == Replay(201, {"id": "pay_1"})


@pytest.mark.parametrize("key", [None, "", "x" * 256, "a\nb", "钥"])
def test_a_missing_or_unusable_key_is_refused(key: str | None) -> None:
    with pytest.raises(IdempotencyKeyMissing) as refused:
        ask(key=key)
    assert refused.value.http_status == 400
    assert not IdempotencyRecord.objects.exists()


def test_the_longest_key_is_taken() -> None:
    assert isinstance(ask(key="x" * 255), Claim)


@pytest.mark.parametrize(
    "change",
    [
        {"body": b'{"amount":"99.00"}'},
        {"path": "/api/v1/loans/loan_2/payments"},
        {"method": "PUT"},
    ],
    ids=["other amount", "other loan", "other method"],
)
@pytest.mark.parametrize("is_finished", [True, False])
def test_the_same_key_for_another_request_is_refused(change: dict, is_finished: bool) -> None:
    first = ask()
    if is_finished:
        finish(first)

    with pytest.raises(IdempotencyKeyReused) as refused:
        ask(**change)
    assert refused.value.http_status == 422


def test_another_partner_may_use_the_same_key() -> None:
    finish(ask())

    assert isinstance(ask(client="par_2", body=b"other"), Claim)


def test_a_repetition_while_the_first_still_runs_is_told_so() -> None:
    ask()

    with pytest.raises(IdempotencyInProgress) as refused:
        ask(at=NOON + LEASE - dt.timedelta(seconds=1))
    assert (refused.value.http_status, refused.value.retryable) == (409, True)


def test_the_key_of_an_owner_that_died_is_free_after_its_lease() -> None:
    dead = ask()

    second = ask(at=NOON + LEASE)

    with pytest.raises(IdempotencyClaimLost):
        finish(dead)
    finish(second, {"id": "pay_2"})
    assert ask() == Replay(201, {"id": "pay_2"})


def test_after_a_refusal_the_key_is_free_for_a_corrected_request() -> None:
    refused = ask()
    assert isinstance(refused, Claim)
    release(refused)

    assert isinstance(ask(body=b'{"amount":"11.00"}'), Claim)


def test_releasing_never_forgets_an_answer_or_another_claim() -> None:
    first = ask()
    second = ask(at=NOON + LEASE)
    release(first)
    finish(second)
    release(second)

    assert ask() == Replay(201, {"id": "pay_1"})
