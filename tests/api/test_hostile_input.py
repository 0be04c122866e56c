"""Input meant to hurt: refused with the field's name, and nothing moves (RELIABILITY 4)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.api.caller import Caller
from tests.api.life import Life, application_body

AMOUNTS: dict[str, Any] = {
    "negative": "-1.00",
    "zero": "0.00",
    "minus zero": "-0.00",
    "huge": "9" * 40,
    "above what a column holds": "1000000000000.00",
    "not a number": "NaN",
    "infinity": "Infinity",
    "exponent": "1e5",
    "thousands separator": "1,000",
    "too many decimals": "1.001",
    "hexadecimal": "0x10",
    "underscore": "1_000",
    "blank": " ",
    "blank around": " 100.00 ",
    "full-width digits": "１００",
    "arabic digits": "١٠٠",
    "a plus sign": "+100.00",
    "text": "many",
    "null byte": "100\x00",
    "true": True,
    "null": None,
    "a list": ["100.00"],
    "an object": {"amount": "100.00"},
    "a very long string": "1" * 5000,
}


@pytest.fixture
def loan(life: Life) -> Life:
    return life.to_loan()


def test_no_strange_amount_is_taken_for_money(loan: Life, nothing_moves: Any) -> None:
    path = f"/loans/{loan.loan}/payments"
    with nothing_moves():
        for name, amount in AMOUNTS.items():
            body = {"amount": amount, "method": "partner_collected", "reference": "x"}
            refused = loan.caller.post(path, body)
            assert refused.status_code == 422, (name, refused.content)
            assert refused.json()["errors"][0]["pointer"] == "/amount", name
            assert refused.json()["errors"][0]["message"], name


@pytest.mark.parametrize(
    ("number", "status"),
    [("100.50", 422), ("1e5", 422), ("1E400", 422), ("NaN", 400), ("Infinity", 400), ("-1", 422)],
)
def test_a_json_number_with_a_fraction_is_not_money(
    loan: Life, nothing_moves: Any, number: str, status: int
) -> None:
    raw = f'{{"amount": {number}, "method": "partner_collected", "reference": "x"}}'
    with nothing_moves():
        refused = loan.caller.post(f"/loans/{loan.loan}/payments", raw=raw)

    assert refused.status_code == status
    if status == 422:
        assert refused.json()["errors"][0]["pointer"] == "/amount"


def test_a_whole_json_number_is_tolerated(loan: Life) -> None:
    raw = '{"amount": 100, "method": "partner_collected", "reference": "x"}'

    assert loan.caller.post(f"/loans/{loan.loan}/payments", raw=raw).json()["amount"] == "100.00"


BODIES: dict[str, tuple[bytes, int]] = {
    "broken JSON": (b'{"amount": "1.00"', 400),
    "no JSON": (b"amount=1.00", 400),
    "the same key twice": (b'{"amount": "1.00", "amount": "2.00"}', 400),
    "a list": (b"[]", 422),
    "a string": (b'"hello"', 422),
    "null": (b"null", 422),
    "nested too deeply": (b"[" * 5000 + b"]" * 5000, 400),
    "nested deeply": (b'{"a":' * 60 + b"1" + b"}" * 60, 400),
    "half of a surrogate pair": (b'{"amount": "1.00", "reference": "\\ud800"}', 400),
    "not UTF-8": (b'{"reference": "\xff\xfe"}', 400),
    "a number of 10,000 digits": (b'{"amount": ' + b"9" * 10_000 + b"}", 400),
    "a megabyte": (b'{"reference": "' + b"x" * 1_000_000 + b'"}', 413),
    "three megabytes": (b'{"reference": "' + b"x" * 3_000_000 + b'"}', 413),
    "a byte order mark": (b'\xef\xbb\xbf{"amount": "1.00"}', 400),
    "empty": (b"", 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_no_strange_body_is_read_as_a_payment(loan: Life, nothing_moves: Any, name: str) -> None:
    raw, status = BODIES[name]
    with nothing_moves():
        refused = loan.caller.post(f"/loans/{loan.loan}/payments", raw=raw)

    assert refused.status_code == status, refused.content


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"]
)
def test_only_json_is_read(loan: Life, nothing_moves: Any, content_type: str) -> None:
    with nothing_moves():
        refused = loan.caller.post(
            f"/loans/{loan.loan}/payments", raw=b"amount=1", content_type=content_type
        )

    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media_type")


PAYMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"amuont": "1.00"}, "/amuont"),
    "a key of the model": ({"state": "posted"}, "/state"),
    "an unknown method": ({"method": "cash"}, "/method"),
    "a day that is not": ({"received_on": "2026-02-30"}, "/received_on"),
    "a date of another form": ({"received_on": "30/01/2026"}, "/received_on"),
    "a date without dashes": ({"received_on": "20260130"}, "/received_on"),
    "a week date": ({"received_on": "2026-W05-5"}, "/received_on"),
    "a date in a far future": ({"received_on": "9999-12-31"}, "/received_on"),
    "a date in the future": ({"received_on": "2199-01-01"}, "/received_on"),
    "a date long past": ({"received_on": "0001-01-01"}, "/received_on"),
    "a number for a date": ({"received_on": 20260130}, "/received_on"),
    "a null byte in a text": ({"reference": "a\x00b"}, "/reference"),
    "a text that is too long": ({"reference": "x" * 121}, "/reference"),
    "a number for a text": ({"reference": 7}, "/reference"),
    "a line break in a reference": ({"reference": "a\nb"}, "/reference"),
    "nothing for a reference": ({"reference": ""}, "/reference"),
}


@pytest.mark.parametrize("name", PAYMENTS)
def test_each_wrong_field_of_a_payment_is_named(loan: Life, nothing_moves: Any, name: str) -> None:
    changes, pointer = PAYMENTS[name]
    body = {"amount": "1.00", "method": "partner_collected", "reference": "r", **changes}
    with nothing_moves():
        refused = loan.caller.post(f"/loans/{loan.loan}/payments", body)

    assert refused.status_code == 422, refused.content
    assert pointer in [error["pointer"] for error in refused.json()["errors"]], refused.content


def _changed(path: str, value: Any) -> dict[str, Any]:
    body = copy.deepcopy(application_body())
    at: Any = body
    *parents, last = path.strip("/").split("/")
    for name in parents:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[int(last) if isinstance(at, list) else last] = value
    return body


APPLICATIONS: dict[str, tuple[str, Any, str]] = {
    "an unknown product": ("/product", "NOPE", "/product"),
    "a product that is a path": ("/product", "../AL2", "/product"),
    "too little": ("/amount", "1.00", "/amount"),
    "too much": ("/amount", "999999.00", "/amount"),
    "no step of the product": ("/amount", "12050.50", "/amount"),
    "a term that is not offered": ("/instalments", 13, "/instalments"),
    "a fraction of an instalment": ("/instalments", 12.5, "/instalments"),
    "a truth for a number": ("/instalments", True, "/instalments"),
    "no instalments": ("/instalments", -12, "/instalments"),
    "a huge term": ("/instalments", 10**18, "/instalments"),
    "a forbidden purpose": ("/purpose", "stocks", "/purpose"),
    "a wrong check digit": (
        "/borrower/resident_id",
        "110101199003070000",
        "/borrower/resident_id",
    ),
    "a child": ("/borrower/resident_id", "110101201501010010", "/borrower/resident_id"),
    "a landline": ("/borrower/phone", "+861065529988", "/borrower/phone"),
    "a name of digits": ("/borrower/name", "王12", "/borrower/name"),
    "a script for a name": ("/borrower/name", "<script>alert(1)</script>", "/borrower/name"),
    "no e-mail address": ("/borrower/email", "nobody", "/borrower/email"),
    "an income below nothing": ("/borrower/monthly_income", "-5", "/borrower/monthly_income"),
    "an account of letters": ("/bank_account/number", "abc", "/bank_account/number"),
    "another holder": ("/bank_account/holder", "李小红", "/bank_account/holder"),
    "no consents": ("/consents", [], "/consents"),
    "an unknown consent": ("/consents/0/purpose", "everything", "/consents/0"),
    "an old text": ("/consents/0/version", "1999-01", "/consents/0"),
    "a time without a zone": (
        "/consents/0/given_at",
        "2026-01-01T10:00:00",
        "/consents/0/given_at",
    ),
    "no object for a person": ("/borrower", "王小明", "/borrower"),
    "a list for a person": ("/borrower", [], "/borrower"),
    "an unknown key inside": ("/borrower/is_admin", True, "/borrower/is_admin"),
    "nothing for a reference": ("/external_ref", "", "/external_ref"),
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_each_wrong_field_of_an_application_is_named(
    caller: Caller, nothing_moves: Any, name: str
) -> None:
    """Nobody outside is asked either: nothing is registered, not even the person."""
    path, value, pointer = APPLICATIONS[name]
    with nothing_moves():
        refused = caller.post("/applications", _changed(path, value))

    assert refused.status_code == 422, refused.content
    pointers = [error["pointer"] for error in refused.json()["errors"]]
    assert any(found == pointer or found.startswith(f"{pointer}/") for found in pointers), pointers


def test_all_wrong_fields_are_named_at_once(caller: Caller) -> None:
    refused = caller.post("/applications", {"amount": "x", "instalments": "y", "nonsense": 1})

    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert {"/amount", "/instalments", "/nonsense", "/borrower", "/external_ref"} <= pointers


def test_steps_out_of_order_are_refused(life: Life, nothing_moves: Any) -> None:
    """ASVS 2.3.1."""
    life.apply()
    with nothing_moves():
        early = life.caller.post(
            f"/applications/{life.id}/accept", {"amount": "10000.00", "instalments": 12}
        )
    assert (early.status_code, early.json()["code"]) == (409, "illegal_state")

    life.submit()
    life.accept()
    with nothing_moves():
        code = life.caller.post(f"{life.contract_path}/code")
        signed = life.caller.post(f"{life.contract_path}/sign", {"code": "123456"})
        paper = life.caller.get(f"{life.contract_path}/document")
        twice = life.caller.post(f"/applications/{life.id}/submit")
    assert code.json()["code"] == signed.json()["code"] == "cost_statement_not_confirmed"
    assert (paper.status_code, paper.json()["code"]) == (409, "contract_not_signed")
    assert (twice.status_code, twice.json()["code"]) == (409, "illegal_state")


@pytest.mark.parametrize(
    ("amount", "code"), [("40000.00", "over_limit"), ("10000.001", "invalid_input")]
)
def test_no_more_is_accepted_than_was_approved(
    life: Life, nothing_moves: Any, amount: str, code: str
) -> None:
    """XC7."""
    life.to_decision()
    with nothing_moves():
        refused = life.caller.post(
            f"/applications/{life.id}/accept", {"amount": amount, "instalments": 12}
        )

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == "/amount"


def test_another_statement_than_the_contracts_is_not_confirmed(
    life: Life, nothing_moves: Any
) -> None:
    life.to_contract()
    with nothing_moves():
        refused = life.caller.post(
            f"{life.contract_path}/confirm-cost-statement", {"digest": "0" * 64}
        )

    assert (refused.status_code, refused.json()["code"]) == (409, "cost_statement_changed")


def test_quotes_refuse_what_products_do_not_offer(caller: Caller, nothing_moves: Any) -> None:
    sound = {"product": "AL2", "amount": "10000.00", "instalments": 12}
    wrong = {
        "/product": {"product": "NOPE"},
        "/amount": {"amount": "10"},
        "/instalments": {"instalments": 7},
        "/method": {"method": "flat"},
        "/start_on": {"start_on": "2026-13-01"},
        "/colour": {"colour": "red"},
    }
    with nothing_moves():
        for pointer, changes in wrong.items():
            refused = caller.post("/quotes", {**sound, **changes}, key=None)
            assert refused.status_code == 422, pointer
            assert refused.json()["errors"][0]["pointer"] == pointer


def test_an_unknown_query_parameter_is_named(loan: Life) -> None:
    refused = loan.caller.get(f"/loans/{loan.loan}/balance", asof="2026-01-01")

    assert refused.json()["errors"][0]["pointer"] == "/asof"


def test_a_log_line_cannot_be_forged_by_a_request_id(caller: Caller) -> None:
    answer = caller.client.get(
        "/api/v1/products",
        headers={"Authorization": f"Bearer {caller.token}", "X-Request-Id": 'a"\tb'},
    )

    assert answer["X-Request-Id"].isalnum()


def test_nothing_of_a_person_comes_back(life: Life) -> None:
    """ASVS 14.2.6: names, numbers and phones go in and not out."""
    made = life.apply()

    text = json.dumps(made, ensure_ascii=False)
    for secret in (
        life.body["borrower"]["resident_id"],
        life.body["borrower"]["phone"],
        life.body["borrower"]["name"],
        life.body["bank_account"]["number"],
    ):
        assert secret not in text
