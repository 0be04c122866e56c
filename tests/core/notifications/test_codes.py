"""One-time codes: few tries, few minutes, few a day; a failed try is never given back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connections, transaction

from core.models import OneTimeCode
from core.notifications import (
    CodeExpired,
    CodeNotSent,
    CodeWrong,
    TooManyCodes,
    TooManyTries,
    check_code,
    codes,
    send_code,
)
from core.notifications.sms_client import SmsUnavailable
from tests.core.conftest import NOON, Gateway

PHONE = "+8613812345678"
RIGHT, WRONG = "246810", "135790"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known_code(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "draw_code", lambda: RIGHT)


def send(at: dt.datetime = NOON, **changes: str) -> None:
    send_code(**{"purpose": "sign-in", "phone": PHONE, **changes}, at=at)


def check(code: str, at: dt.datetime = NOON, **changes: str) -> None:
    check_code(**{"purpose": "sign-in", "phone": PHONE, "code": code, **changes}, at=at)


def test_is_good_once(gateway: Gateway, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send()
    assert gateway.sent[0]["to"] == PHONE
    assert RIGHT in gateway.sent[0]["text"]

    check(f" {RIGHT} ")
    with pytest.raises(CodeExpired):
        check(RIGHT)


def test_is_kept_as_a_keyed_digest_only() -> None:
    send()

    row = str(OneTimeCode.objects.values().get())
    assert RIGHT not in row
    assert PHONE not in row


def test_ends_after_its_minutes() -> None:
    send()

    with pytest.raises(CodeExpired):
        check(RIGHT, at=NOON + codes.VALID_FOR)
    check(RIGHT, at=NOON + codes.VALID_FOR - dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    "changes",
    [{"purpose": "sign-contract"}, {"phone": "+8613900000000"}, {"subject": "con_2"}],
    ids=["purpose", "phone", "subject"],
)
def test_is_good_for_its_own_purpose_phone_and_subject_only(changes: dict[str, str]) -> None:
    send(subject="con_1")

    with pytest.raises(CodeExpired):
        check(RIGHT, **{"subject": "con_1", **changes})
    check(RIGHT, subject="con_1")


def test_ends_after_five_wrong_tries() -> None:
    send()

    for _ in range(codes.TRIES_MAX):
        with pytest.raises(CodeWrong):
            check(WRONG)
    with pytest.raises(TooManyTries):
        check(RIGHT)


def test_the_last_try_may_be_the_right_one() -> None:
    send()
    for _ in range(codes.TRIES_MAX - 1):
        with pytest.raises(CodeWrong):
            check(WRONG)

    check(RIGHT)


def test_a_new_code_replaces_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    send()
    monkeypatch.setattr(codes, "draw_code", lambda: WRONG)
    send(at=NOON + codes.WAIT_BETWEEN)

    with pytest.raises(CodeWrong):
        check(RIGHT, at=NOON + codes.WAIT_BETWEEN)
    check(WRONG, at=NOON + codes.WAIT_BETWEEN)


def test_one_a_minute_and_ten_a_day() -> None:
    send()
    with pytest.raises(TooManyCodes):
        send(at=NOON + codes.WAIT_BETWEEN - dt.timedelta(seconds=1))
    for n in range(1, codes.CODES_A_DAY_MAX):
        send(at=NOON + n * codes.WAIT_BETWEEN)

    with pytest.raises(TooManyCodes) as refused:
        send(at=NOON + dt.timedelta(hours=23), purpose="sign-contract")
    assert refused.value.http_status == 429
    send(at=NOON + dt.timedelta(days=1))


def test_a_drawn_code_has_six_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert all(len(codes.draw_code()) == 6 and codes.draw_code().isdigit() for _ in range(50))


@pytest.mark.real_commits
def test_a_wrong_try_is_spent_even_when_the_caller_undoes_everything() -> None:
    send()

    for _ in range(codes.TRIES_MAX):
        with pytest.raises(CodeWrong), transaction.atomic():
            check(WRONG)
    with pytest.raises(TooManyTries), transaction.atomic():
        check(RIGHT)
    assert OneTimeCode.objects.get().tries_left == 0
    assert len(connections.all(initialized_only=True)) == 1


@pytest.mark.real_commits
def test_a_used_code_is_free_again_when_the_caller_undoes_everything() -> None:
    send()

    with transaction.atomic():
        check(RIGHT)
        transaction.set_rollback(True)
    with transaction.atomic():
        check(RIGHT)
    assert OneTimeCode.objects.get().used_at == NOON


@pytest.mark.real_commits
def test_a_code_the_gateway_did_not_take_does_not_block_the_next(gateway: Gateway) -> None:
    gateway.error = SmsUnavailable("no answer")
    with pytest.raises(CodeNotSent):
        send()
    gateway.error = None

    send()
    check(RIGHT)
    assert len(gateway.sent) == 1
