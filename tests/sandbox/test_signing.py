"""The platform and the bank sign alike, and nothing tampered with gets through."""

from __future__ import annotations

import base64
import json
import time

import pytest

from lending.rails import signing as ours
from lending.rails.answers import read_callback
from lending.rails.errors import BankAnswerUnreadable, SignatureRefused
from lending.rails.types import BankEventKind
from sandbox import signing as theirs
from tests.sandbox.platform_stub import KEY_ID, SECRET

NOW = 1_900_000_000
BODY = '{"amount":"1.00","持有人":"王"}'.encode()
PATH = "/callbacks/bank/?a=1"


def _signed_by_us(**changes):
    values = {
        "key_id": KEY_ID,
        "secret": SECRET,
        "method": "POST",
        "path": PATH,
        "body": BODY,
        "timestamp": NOW,
        "nonce": "0123456789abcdef",
    }
    return ours.sign_request(**(values | changes))


def _check(side, headers, **changes):
    values = {
        "headers": headers,
        "key_id": KEY_ID,
        "secret": SECRET,
        "method": "POST",
        "path": PATH,
        "body": BODY,
        "now": NOW + 10,
    }
    verify = ours.verify_request if side is ours else theirs.verify
    return verify(**(values | changes))


def _refusals(side):
    return SignatureRefused if side is ours else theirs.SignatureRefused


def test_each_side_accepts_what_the_other_signs():
    from_bank = theirs.sign(
        key_id=KEY_ID, secret=SECRET, method="POST", path=PATH, body=BODY, now=NOW
    )

    _check(ours, from_bank)
    assert _check(theirs, _signed_by_us()) == "0123456789abcdef"


def test_both_sides_write_the_same_signature():
    headers = _signed_by_us()

    assert headers["X-Signature"] == theirs.signature(
        secret=SECRET,
        method="post",
        path=PATH,
        timestamp=str(NOW),
        nonce="0123456789abcdef",
        body=BODY,
    )
    assert len(base64.b64decode(headers["X-Signature"])) == 32


@pytest.mark.parametrize("side", [ours, theirs])
@pytest.mark.parametrize(
    "changes",
    [
        {"method": "PUT"},
        {"path": "/callbacks/bank/?a=2"},
        {"path": "/callbacks/bank/"},
        {"body": BODY.replace(b"1.00", b"9.00")},
        {"body": b""},
        {"secret": "another secret of the same kind"},
        {"key_id": "somebody"},
        {"now": NOW + 301},
        {"now": NOW - 301},
    ],
)
def test_refuses_a_request_that_was_changed(side, changes):
    with pytest.raises(_refusals(side)):
        _check(side, _signed_by_us(), **changes)


@pytest.mark.parametrize("side", [ours, theirs])
@pytest.mark.parametrize(
    "changes",
    [
        {"X-Signature": ""},
        {"X-Signature": "not base64 !"},
        {"X-Signature": "签名"},
        {"X-Signature": base64.b64encode(b"\0" * 32).decode()},
        {"X-Timestamp": str(NOW + 1)},
        {"X-Timestamp": ""},
        {"X-Timestamp": "nan"},
        {"X-Timestamp": "１９"},
        {"X-Nonce": "fedcba9876543210"},
        {"X-Nonce": "a\nb"},
        {"X-Key-Id": ""},
        {"X-Key-Id": "钥匙"},
    ],
)
def test_refuses_headers_that_were_changed(side, changes):
    with pytest.raises(_refusals(side)):
        _check(side, _signed_by_us() | changes)


@pytest.mark.parametrize("side", [ours, theirs])
def test_every_single_flipped_bit_is_seen(side):
    headers = _signed_by_us()
    mac = base64.b64decode(headers["X-Signature"])
    for bit in range(256):
        flipped = bytearray(mac)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(_refusals(side)):
            _check(side, headers | {"X-Signature": base64.b64encode(flipped).decode()})


def _callback(**changes):
    content = {
        "event": "payout.paid",
        "event_id": "evt_1",
        "reference": "r",
        "bank_reference": "b",
        "amount": "1.00",
        "currency": "CNY",
        "paid_on": "2031-05-06",
        "reason": None,
    }
    body = json.dumps(content | changes).encode()
    headers = theirs.sign(
        key_id=KEY_ID, secret=SECRET, method="POST", path=PATH, body=body, now=NOW
    )
    return read_callback(
        headers=headers,
        method="POST",
        path=PATH,
        body=body,
        key_id=KEY_ID,
        secret=SECRET,
        now=NOW,
    )


def test_reads_a_signed_callback():
    event = _callback()

    assert event.kind is BankEventKind.PAYOUT_PAID
    assert (str(event.amount), event.paid_on.isoformat()) == ("1.00", "2031-05-06")


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "payout.lost"},
        {"event_id": ""},
        {"amount": 1.0},
        {"amount": "-1"},
        {"amount": "Infinity"},
        {"paid_on": "yesterday"},
        {"reference": None},
    ],
)
def test_refuses_a_callback_it_does_not_understand(changes):
    with pytest.raises(BankAnswerUnreadable):
        _callback(**changes)


def _post(http, body=b"{}", path="/bank/account-checks", **changes):
    headers = _signed_by_us(path=path, body=body, timestamp=int(time.time()), **changes)
    return http.post(path, content=body, headers=headers | {"Content-Type": "application/json"})


def test_the_bank_refuses_unsigned_requests(http):
    for path in ("/bank/payouts", "/bank/debits", "/bank/cashier-orders", "/bank/account-checks"):
        assert http.post(path, json={}).status_code == 401
    for path in ("/bank/payouts/x", "/bank/debits/x", "/bank/statements/2031-05-06"):
        assert http.get(path).status_code == 401


def test_the_bank_refuses_a_nonce_it_has_seen(http):
    first, second = (_post(http, nonce="only-once-please") for _ in range(2))

    assert first.status_code == 422  # signed well, though empty
    assert second.status_code == 401
    assert second.json()["error"]["code"] == "signature_refused"


def test_the_bank_refuses_another_secret(http):
    assert _post(http, secret="another secret of the same kind").status_code == 401
