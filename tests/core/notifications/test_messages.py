"""Messages by template: sent, delivered, failed; never a debt in the quiet hours (XC10, RULES K1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from core.models import Notification, OutboxMessage
from core.notifications import Address, mark_delivery, messages, notify, notify_all, text_of
from core.notifications.quiet_hours import is_quiet, next_allowed
from core.notifications.sms_client import SmsReceipt, SmsRefused, SmsUnavailable
from core.notifications.templates import CODE_TEXT, TEMPLATES
from core.outbox import deliver_due
from tests.core.conftest import CHINA, NOON, Gateway

pytestmark = pytest.mark.django_db

BILL = {"amount": "¥1,234.50", "due_on": "2026-03-10"}
NIGHT = dt.datetime(2026, 3, 2, 23, 30, tzinfo=CHINA)
MORNING = dt.datetime(2026, 3, 3, 8, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _address_book(monkeypatch: pytest.MonkeyPatch) -> None:
    book = {"bor_1": Address(phone="+8613812345678", language="en")}
    monkeypatch.setattr(messages, "_address_books", [book.get])


def test_stands_in_the_inbox_and_goes_out_once(gateway: Gateway) -> None:
    message = notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON)

    assert deliver_due(at=NOON) == 1
    assert deliver_due(at=NOON) == 0
    assert gateway.sent == [
        {
            "to": "+8613812345678",
            "text": "Your payment of ¥1,234.50 is due on 2026-03-10.",
            "template": "bill.issued",
            "reference": message.public_id,
        }
    ]
    message.refresh_from_db()
    assert (message.state, message.gateway_id) == ("sent", "SM1")
    assert NOON <= message.sent_at < NOON + dt.timedelta(seconds=5)


def test_neither_number_nor_text_is_stored(gateway: Gateway) -> None:
    notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON)
    deliver_due(at=NOON)

    stored = f"{Notification.objects.values().get()}{OutboxMessage.objects.values().get()}"
    assert "13812345678" not in stored
    assert "Your payment" not in stored


def test_is_sent_again_after_the_gateway_was_away(gateway: Gateway) -> None:
    notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON)
    gateway.error = SmsUnavailable("no answer")
    assert deliver_due(at=NOON) == 0
    gateway.error = None

    assert deliver_due(at=NOON + dt.timedelta(minutes=1)) == 1
    assert Notification.objects.get().state == "sent"


def test_fails_for_good_when_the_number_is_refused_or_unknown(gateway: Gateway) -> None:
    gateway.error = SmsRefused("no such number", status=422, reason="invalid_number")
    for recipient in ("bor_1", "bor_unknown"):
        notify(recipient=recipient, template="bill.issued", facts=BILL, at=NOON)

    assert deliver_due(at=NOON) == 1  # who has no phone is not written to at all
    assert set(Notification.objects.values_list("state", flat=True)) == {"failed"}


def test_many_are_told_in_two_statements(
    gateway: Gateway, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    letters = [("bor_1", BILL) for _ in range(20)]

    with django_assert_num_queries(4):  # two statements within a savepoint
        assert notify_all(letters, template="bill.issued", at=NOON) == 20

    assert deliver_due(at=NOON) == 20
    assert len(gateway.sent) == 20


def test_a_message_about_a_debt_waits_for_the_morning(gateway: Gateway) -> None:
    notify(recipient="bor_1", template="bill.overdue", facts=BILL, at=NIGHT)
    notify(recipient="bor_1", template="payment.received", facts=BILL, at=NIGHT)

    assert deliver_due(at=NIGHT) == 1
    assert gateway.sent[0]["template"] == "payment.received"
    assert deliver_due(at=MORNING - dt.timedelta(seconds=1)) == 0
    assert deliver_due(at=MORNING) == 1


def test_a_backlog_from_noon_is_not_sent_at_night(gateway: Gateway) -> None:
    notify(recipient="bor_1", template="bill.overdue", facts=BILL, at=NOON)

    assert deliver_due(at=NIGHT) == 0
    assert gateway.sent == []
    assert deliver_due(at=MORNING) == 1


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("21:59:59", False),
        ("22:00:00", True),
        ("00:00", True),
        ("07:59:59", True),
        ("08:00", False),
    ],
)
def test_quiet_hours_to_the_second(clock: str, quiet: bool) -> None:
    assert is_quiet(dt.time.fromisoformat(clock)) is quiet


def test_the_next_allowed_moment_is_at_the_institution() -> None:
    after_midnight = dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC)  # 00:30 on 3 March in China

    assert next_allowed(after_midnight) == MORNING
    assert next_allowed(NIGHT) == MORNING
    assert next_allowed(NOON) == NOON


def test_notes_what_the_gateway_says_became_of_it(gateway: Gateway) -> None:
    reference = notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON).public_id
    deliver_due(at=NOON)

    assert mark_delivery(reference=reference, delivered=True)
    assert not mark_delivery(reference=reference, delivered=False)
    assert not mark_delivery(reference="msg_unknown", delivered=True)
    assert Notification.objects.get().state == "delivered"


def test_a_receipt_that_was_quicker_than_the_answer_is_not_forgotten(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(**message: str) -> SmsReceipt:
        mark_delivery(reference=message["reference"], delivered=True)
        return SmsReceipt(id="SM1", state="accepted")

    monkeypatch.setattr(gateway, "send", send)
    notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON)
    deliver_due(at=NOON)

    message = Notification.objects.get()
    assert (message.state, message.gateway_id) == ("delivered", "SM1")


def test_an_unknown_template_or_a_missing_fact_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        notify(recipient="bor_1", template="bill.unknown", facts={}, at=NOON)
    with pytest.raises(KeyError, match="due_on"):
        notify(recipient="bor_1", template="bill.issued", facts={"amount": "¥1.00"}, at=NOON)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_text_takes_its_facts_in_every_language(language: str) -> None:
    for template in TEMPLATES.values():
        facts = {name: f"<{name}>" for name in template.needs}
        text = template.render(facts, language=language)
        assert all(value in text for value in facts.values()), template.code
    assert "1234" in str(CODE_TEXT) % {"code": "1234", "minutes": 5}


def test_the_inbox_shows_the_text(gateway: Gateway) -> None:
    message = notify(recipient="bor_1", template="bill.issued", facts=BILL, at=NOON)

    assert text_of(message, language="en") == "Your payment of ¥1,234.50 is due on 2026-03-10."
