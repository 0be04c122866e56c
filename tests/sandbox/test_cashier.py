"""The cashier: an order of the platform, paid by a borrower on the bank's page."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from lending.rails.errors import BankReferenceConflict, BankReferenceUnknown, BankRefused
from lending.rails.types import OrderState
from tests.sandbox.conftest import DAY

BACK = "http://127.0.0.1:8000/pay/back?lang=zh"


@pytest.fixture
def opened(bank, reference):
    return bank.open_cashier_order(**_order(reference))


def _order(reference, **changes):
    values = {
        "reference": reference,
        "amount": Decimal("95.50"),
        "currency": "CNY",
        "subject": "还款 <LN-1>",
        "return_url": BACK,
        "on": DAY,
    }
    return values | changes


def _press(http, order, action="pay", **changes):
    page = http.get(order.cashier_url)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    form = {"form_token": token.group(1) if token else "", "action": action} | changes
    return http.post(order.cashier_url, data=form)


def test_paying_on_the_page_calls_back_and_leads_home(http, bank, platform, reference, opened):
    answer = _press(http, opened)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{BACK}&reference={reference}"
    event = platform.wait_for(reference)[0]
    assert (event["event"], event["amount"]) == ("payment.succeeded", "95.50")
    assert (event["paid_on"], event["bank_reference"]) == ("2031-05-06", opened.bank_reference)
    order = bank.cashier_order(reference=reference)
    assert (order.state, order.paid_on) == (OrderState.PAID, DAY)
    line = next(line for line in bank.statement(on=DAY) if line.reference == reference)
    assert (line.kind, line.direction, line.amount) == ("cashier_payment", "in", Decimal("95.50"))


def test_the_page_is_bilingual_and_escapes_what_it_shows(http, opened):
    page = http.get(opened.cashier_url)

    assert "确认支付" in page.text
    assert "Pay" in page.text
    assert "95.50" in page.text
    assert "&lt;LN-1&gt;" in page.text
    assert "<LN-1>" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy


def test_pressing_twice_pays_once(http, bank, platform, reference, opened):
    _press(http, opened)
    token = ""
    page = http.get(opened.cashier_url)
    assert "已支付" in page.text
    assert "form_token" not in page.text
    assert _press(http, opened, form_token=token).status_code == 403

    platform.wait_for(reference)
    assert len([line for line in bank.statement(on=DAY) if line.reference == reference]) == 1


def test_a_form_without_the_pages_token_is_refused(http, bank, reference, opened):
    refused = http.post(opened.cashier_url, data={"action": "pay", "form_token": "guess"})
    as_json = http.post(opened.cashier_url, json={"action": "pay"})

    assert (refused.status_code, as_json.status_code) == (403, 415)
    assert bank.cashier_order(reference=reference).state is OrderState.OPEN


def test_cancelling_closes_the_order(http, bank, platform, reference, opened):
    answer = _press(http, opened, action="cancel")

    assert answer.headers["Location"].endswith(f"&reference={reference}")
    order = bank.cashier_order(reference=reference)
    assert (order.state, order.reason) == (OrderState.CLOSED, "cancelled_by_payer")
    assert "已关闭" in http.get(opened.cashier_url).text
    assert platform.events(reference) == []


def test_a_card_without_funds_leaves_the_order_open(http, bank, reference, opened):
    answer = _press(http, opened, card="0009")

    assert answer.status_code == 200
    assert "余额不足" in answer.text
    assert bank.cashier_order(reference=reference).state is OrderState.OPEN
    assert _press(http, opened, card="0001").status_code == 303


def test_the_callback_can_come_twice(http, platform, reference, opened):
    _press(http, opened, card="0006")

    first, second = platform.wait_for(reference, count=2)
    assert first == second


def test_the_callback_can_come_before_the_page_returns(http, platform, reference, opened):
    _press(http, opened, card="0007")

    assert len(platform.events(reference)) == 1


def test_without_a_callback_the_order_can_be_asked_for(http, bank, platform, reference, opened):
    _press(http, opened, card="0008")

    assert bank.cashier_order(reference=reference).state is OrderState.PAID
    assert platform.events(reference) == []


def test_the_same_order_again_is_the_same_page(bank, reference, opened):
    later = _order(reference, on=dt.date(2031, 6, 1))

    assert bank.open_cashier_order(**later) == opened
    with pytest.raises(BankReferenceConflict):
        bank.open_cashier_order(**_order(reference, amount=Decimal("95.51")))


def test_the_platform_closes_an_order_once_and_for_all(http, bank, reference, opened):
    bank.close_cashier_order(reference=reference)

    assert bank.close_cashier_order(reference=reference).state is OrderState.CLOSED
    assert _press(http, opened).status_code == 403
    assert bank.cashier_order(reference=reference).state is OrderState.CLOSED


def test_a_paid_order_cannot_be_closed(http, bank, reference, opened):
    _press(http, opened)

    with pytest.raises(BankReferenceConflict) as refusal:
        bank.close_cashier_order(reference=reference)

    assert refusal.value.reason == "already_paid"
    assert bank.cashier_order(reference=reference).state is OrderState.PAID


def test_unknown_orders_are_named_as_such(http, bank):
    with pytest.raises(BankReferenceUnknown):
        bank.cashier_order(reference="never-opened")
    page = http.get("/bank/cashier/guess")
    assert page.status_code == 404
    assert page.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "return_url",
    [
        "javascript:alert(1)",
        "/pay/",
        "http://",
        "ftp://x/y",
        "http://a b/",
        "http://x/;y",
        "http://u@x/",
        "http://x:y/",
    ],
)
def test_leads_home_to_web_addresses_only(bank, reference, return_url):
    with pytest.raises(BankRefused) as refusal:
        bank.open_cashier_order(**_order(reference, return_url=return_url))

    assert refusal.value.status == 422
