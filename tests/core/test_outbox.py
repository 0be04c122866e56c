"""The outbox: at least once, never lost, nobody held up (XC10, RELIABILITY 18)."""

from __future__ import annotations

import datetime as dt
import importlib
import time

import pytest
from celery import current_app
from django.db import transaction

from core.errors import OutsideTransaction
from core.models import OutboxMessage
from core.outbox import DeliveryFailed, Postponed, deliver_due, enqueue, register
from core.outbox.deliver import BACKOFF_LONGEST, LEASE, backoff
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db


def put(key: str, *, topic: str = "letters", due_at: dt.datetime = NOON) -> OutboxMessage:
    return enqueue(topic=topic, key=key, payload={"n": key}, due_at=due_at)


def test_delivers_what_is_due_once_and_in_order(topics) -> None:
    seen: list[str] = []
    register("letters", lambda message: seen.append(message.key))
    put("late", due_at=NOON + dt.timedelta(seconds=1))
    put("second")
    put("first", due_at=NOON - dt.timedelta(minutes=1))

    assert deliver_due(at=NOON) == 2
    assert deliver_due(at=NOON) == 0
    assert seen == ["first", "second"]


def test_the_same_key_is_one_message_with_its_first_content(topics) -> None:
    first = put("k")

    again = enqueue(topic="letters", key="k", payload={"n": "other"}, due_at=NOON)

    assert again.pk == first.pk
    assert OutboxMessage.objects.get().payload == {"n": "k"}


def test_a_failed_delivery_is_tried_again_later_and_given_up_in_the_end(topics) -> None:
    def fail(message: OutboxMessage) -> None:
        raise DeliveryFailed("no answer")

    register("letters", fail, attempts_max=3)
    message = put("k")

    at = NOON
    for _ in range(3):
        assert deliver_due(at=at) == 0
        assert deliver_due(at=at) == 0
        at += BACKOFF_LONGEST

    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (3, "no answer")
    assert message.given_up_at is not None
    assert message.delivered_at is None


def test_waits_double_up_to_an_hour() -> None:
    assert [backoff(n).seconds for n in (1, 2, 3)] == [15, 30, 60]
    assert backoff(500) == BACKOFF_LONGEST


def test_a_postponed_message_costs_no_attempt(topics) -> None:
    morning = NOON + dt.timedelta(hours=20)

    def wait(message: OutboxMessage) -> None:
        if message.delivering_at < morning:
            raise Postponed(morning)

    register("letters", wait)
    message = put("k")

    assert deliver_due(at=NOON) == 0
    message.refresh_from_db()
    assert (message.due_at, message.attempts) == (morning, 0)
    assert deliver_due(at=morning) == 1


def test_a_deliverer_that_breaks_holds_nobody_else_up(topics) -> None:
    seen: list[str] = []

    def deliver(message: OutboxMessage) -> None:
        if message.key == "poison":
            raise ZeroDivisionError("with 13812345678 in the text")
        seen.append(message.key)

    register("letters", deliver)
    poison = put("poison", due_at=NOON - dt.timedelta(hours=1))
    put("good")

    with pytest.raises(ExceptionGroup) as raised:
        deliver_due(at=NOON)

    assert raised.group_contains(ZeroDivisionError)
    assert seen == ["good"]
    poison.refresh_from_db()
    assert poison.last_error == "ZeroDivisionError"
    assert poison.delivered_at is None


def test_the_message_of_a_worker_that_died_is_free_after_its_lease(topics) -> None:
    class Killed(BaseException):
        pass

    def die(message: OutboxMessage) -> None:
        raise Killed

    register("letters", die)
    put("k")
    with pytest.raises(Killed):
        deliver_due(at=NOON)
    seen: list[str] = []
    register("letters", lambda message: seen.append(message.key))

    assert deliver_due(at=NOON + LEASE - dt.timedelta(seconds=1)) == 0
    assert deliver_due(at=NOON + LEASE + dt.timedelta(seconds=5)) == 1
    assert seen == ["k"]


def test_the_late_result_of_a_lost_lease_changes_nothing(topics) -> None:
    message = put("k")

    def slow(claimed: OutboxMessage) -> None:
        OutboxMessage.objects.filter(pk=claimed.pk).update(attempts=claimed.attempts + 1)
        raise DeliveryFailed("too late to say so")

    register("letters", slow)
    deliver_due(at=NOON)

    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (2, "")


def test_one_topic_can_be_delivered_alone_and_unknown_topics_wait(topics) -> None:
    seen: list[str] = []
    for topic in ("a", "b"):
        register(topic, lambda message: seen.append(message.topic))
    for topic in ("a", "b", "nobody's"):
        put("k", topic=topic)

    assert deliver_due(at=NOON, topic="b") == 1
    assert deliver_due(at=NOON) == 1
    assert seen == ["b", "a"]


def test_a_broker_that_is_away_costs_no_time_and_nothing_is_lost(
    settings, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    ringing = importlib.import_module("core.outbox.enqueue")
    monkeypatch.setattr(ringing, "_broker_was_away_at", float("-inf"))
    # The write address first: unset, it reads as the other one, and that is what is put back.
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    started = time.monotonic()

    with django_capture_on_commit_callbacks(execute=True) as rings:
        put("k")
        put("one bell is enough for both")
    ringing.ring()

    assert len(rings) == 1
    assert time.monotonic() - started < 2
    assert OutboxMessage.objects.count() == 2


@pytest.mark.real_commits
def test_a_message_is_only_written_with_the_change_it_tells_of() -> None:
    with pytest.raises(OutsideTransaction):
        put("k")

    with transaction.atomic():
        put("undone")
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
