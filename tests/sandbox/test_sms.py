"""The SMS gateway and the phone that shows what it sent."""

from __future__ import annotations

import contextlib

import pytest

from core.notifications.sms_client import SmsClient, SmsRefused, SmsUnavailable


@pytest.fixture(scope="module")
def sms(sandbox):
    client = SmsClient(base_url=sandbox.url, timeout=2)
    yield client
    client.close()


def _send(sms, reference, **changes):
    values = {"to": "13800001234", "text": "验证码 482913", "template": "code"}
    return sms.send(**(values | changes), reference=reference)


def test_a_message_arrives_and_its_receipt_comes_back(sms, http, platform, reference):
    receipt = _send(sms, reference, to="13811110001")

    assert receipt.state == "accepted"
    event = platform.wait_for(reference)[0]
    assert (event["event"], event["id"]) == ("sms.delivered", receipt.id)
    assert ("/callbacks/sms/", event) in [(path, told) for _, path, told in platform.received]
    found = http.get("/sms/messages", params={"to": "13811110001"}).json()["messages"]
    assert [(message["text"], message["state"]) for message in found] == [
        ("验证码 482913", "delivered")
    ]


def test_the_newest_message_comes_first(sms, http, reference):
    for turn in ("first", "second"):
        _send(sms, f"{reference}-{turn}", to="+8613811110002", text=turn)

    for asked in ("+8613811110002", "13811110002"):
        found = http.get("/sms/messages", params={"to": asked}).json()["messages"]
        assert [message["text"] for message in found] == ["second", "first"]


def test_a_repeated_reference_sends_once(sms, http, reference):
    first = _send(sms, reference, to="13811110003")
    again = _send(sms, reference, to="13811110003")

    assert again == first
    assert len(http.get("/sms/messages?to=13811110003").json()["messages"]) == 1
    with pytest.raises(SmsRefused) as refusal:
        _send(sms, reference, to="13811110003", text="another")
    assert refusal.value.reason == "reference_conflict"


def test_numbers_ending_in_four_noughts_fail(sms, platform, reference):
    _send(sms, reference, to="13811110000")

    event = platform.wait_for(reference)[0]
    assert (event["event"], event["reason"]) == ("sms.failed", "unreachable_number")


@pytest.mark.parametrize("to", ["", "abc", "123", "1" * 16])
def test_impossible_numbers_are_refused(sms, reference, to):
    with pytest.raises(SmsRefused):
        _send(sms, reference, to=to)


def test_the_phone_shows_codes_large_and_escapes_texts(sms, http, reference):
    _send(sms, f"{reference}-code", to="13811110005")
    _send(sms, f"{reference}-html", to="13811110005", text="<script>alert(1)</script>")

    inbox, thread = http.get("/sms/"), http.get("/sms/?to=13811110005")

    assert '<p class="code">482913</p>' in thread.text
    assert "/sms/?to=13811110005" in inbox.text
    for page in (inbox, thread):
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text
    assert "default-src 'none'" in thread.headers["Content-Security-Policy"]


def test_a_gateway_that_is_not_there_is_unavailable(reference):
    client = SmsClient(base_url="http://127.0.0.1:1", timeout=0.5)

    with contextlib.closing(client), pytest.raises(SmsUnavailable):
        _send(client, reference)
