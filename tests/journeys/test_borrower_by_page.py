"""A borrower's whole way by page, on a small phone in Chinese: from the first look to the last paper (XC1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from approvals.services import seed_rules
from core.actors import System
from core.calendar.business_date import open_date
from products.services import seed_products
from tests.factories.accounts import PASSWORD, make_resident_id
from tests.foundation.live_services import LiveServices
from tests.journeys.inbox import Inbox

SMALL_PHONE = {"width": 360, "height": 740}
NUMBER = "13812345671"
CLEAN_RECORD = 911  # sequence of a resident id that the sandbox's bureau knows only good of
CARD = "6222021234560001"  # the bank answers everything well
PATIENCE = 20_000  # milliseconds; other processes take the time they take


@pytest.fixture
def market(live_services: LiveServices) -> LiveServices:
    """Products and rules are published."""
    seed_products(actor=System("seed"), on=open_date(), at=timezone.now())
    seed_rules(at=timezone.now())
    return live_services


@pytest.fixture
def page(phone: Page) -> Iterator[Page]:
    """A 360 px phone that tells of every console error and of every request that leaves the machine."""
    complaints: list[str] = []
    phone.set_viewport_size(SMALL_PHONE)
    phone.set_default_timeout(PATIENCE)
    phone.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    phone.on("pageerror", lambda error: complaints.append(str(error)))
    phone.on("request", lambda r: complaints.append(r.url) if _leaves(r.url) else None)
    yield phone
    assert complaints == []


def _leaves(url: str) -> bool:
    return urlsplit(url).hostname not in ("127.0.0.1", None)


def _press(page: Page, text: str) -> None:
    """Press the button or link of this name; nothing on the way may scroll sideways."""
    page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first.click()
    page.wait_for_load_state("load")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SMALL_PHONE["width"], f"{page.url} is {width} px wide"


def _tick_all(page: Page) -> None:
    for box in page.locator("main input[type=checkbox]").all():
        box.check()


def _sign_up(page: Page, inbox: Inbox, url: str) -> None:
    page.goto(f"{url}/sign-up/")
    page.fill("[name=phone]", NUMBER)
    page.locator("main form button.button--wide").click()
    page.fill("[name=code]", inbox.code())
    page.fill("[name=password]", PASSWORD)
    _tick_all(page)
    page.locator("main form:has([name=password]) button.button--wide").click()
    page.wait_for_load_state("load")


def _apply(page: Page, url: str) -> None:
    """Calculator, wish, income; identity and account on the way; consent; handed in."""
    page.goto(f"{url}/products/AL1/?amount=10000&instalments=12")
    page.locator("#result .actions a.button").click()
    page.locator("label.choice:has([name=purpose][value=electronics])").click()
    page.locator("main form button.button--wide").click()
    page.fill("[name=monthly_income]", "12000")
    page.locator("main form button.button--secondary").click()  # the account comes later
    page.locator("main .actions a.button").click()
    page.fill("[name=name]", "李小梅")
    page.fill("[name=resident_id]", make_resident_id(dt.date(1990, 3, 7), serial=CLEAN_RECORD))
    _tick_all(page)
    page.locator("main form button.button--wide").click()
    page.locator("main .actions a.button").click()
    page.locator("main a.button--wide").click()
    page.fill("[name=number]", CARD)
    page.fill("[name=bank]", "中国银行")
    _tick_all(page)
    page.locator("main form button.button--wide").click()
    page.locator("main form button.button--wide").click()
    _tick_all(page)
    page.locator("main form button.button--wide").click()


def _sign(page: Page, inbox: Inbox) -> None:
    """Offer, cost statement with its reading time, contract, code."""
    page.locator("form[action$='accept/'] button").click()
    expect(page.get_by_role("heading", name="综合融资成本明示表")).to_be_visible()
    confirm = page.locator("form[action$='confirm-costs/'] button")
    expect(confirm).to_be_disabled()
    expect(confirm).to_be_enabled(timeout=PATIENCE)
    confirm.click()
    page.locator("form[action$='send-code/'] button").click()
    page.fill("[name=code]", inbox.code())
    sign = page.locator("form[action$='sign/'] button")
    expect(sign).to_contain_text("¥10,000.00")
    sign.click()
    page.wait_for_load_state("load")


def _pay_at_the_cashier(page: Page, url: str, amount: str) -> None:
    """Confirm, pay on the bank's own page, come back; the page renews itself until the money is there."""
    button = page.locator("main section form button.button--wide")
    expect(button).to_contain_text(amount)
    button.click()
    page.get_by_role("button", name="确认支付").click()
    page.wait_for_url(f"{url}/payments/**", timeout=PATIENCE)
    expect(page.locator("a[href$='receipt.pdf']")).to_be_visible(timeout=PATIENCE)


def _fetch_pdf(page: Page, address: str) -> bytes:
    answer = page.context.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    body: bytes = answer.body()
    return body


def test_borrower_signs_up_borrows_repays_and_gets_the_certificate(
    market: LiveServices, page: Page
) -> None:
    url, inbox = market.url, Inbox(market.sandbox_url, f"+86{NUMBER}")
    _sign_up(page, inbox, url)
    _apply(page, url)
    expect(page.locator("form[action$='accept/'] button")).to_contain_text("¥10,000.00")
    _sign(page, inbox)

    to_loan: Any = page.locator("main a[href^='/loans/loan_']")
    expect(to_loan).to_be_visible(timeout=PATIENCE)  # the payout has arrived
    contract = page.locator("main a[href$='contract.pdf']").get_attribute("href")
    sealed = _fetch_pdf(page, url + str(contract))
    to_loan.click()
    loan = page.url
    instalment = page.locator("main .figure__value").first.inner_text()

    page.goto(loan.replace("/loans/", "/pay/"))
    _pay_at_the_cashier(page, url, instalment)

    page.goto(f"{loan}payoff/")
    rest = page.locator("main section .figure__value").inner_text()
    _pay_at_the_cashier(page, url, rest)
    assert _fetch_pdf(page, f"{loan}certificate.pdf").startswith(b"%PDF-")

    page.goto(f"{url}/complaints/new/")
    page.locator("label.choice:has([value=fees])").click()
    page.fill("[name=text]", "请说明第一期利息是怎么计算的。")
    page.locator("main form button.button--wide").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS")

    page.goto(f"{url}/verify/")
    page.set_input_files(
        "[name=document]",
        {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": sealed},
    )
    page.locator("main form button.button--wide").click()
    expect(page.locator(".notice--paid")).to_be_visible()
    _press(page, "贷匠")
