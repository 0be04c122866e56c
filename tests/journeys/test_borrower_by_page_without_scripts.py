"""Every step works before, and without, any script: a declined application, read in English on a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Borrower
from approvals.services import seed_rules
from core.actors import System
from core.calendar.business_date import open_date
from products.services import seed_products
from tests.factories.accounts import PASSWORD, make_resident_id
from tests.factories.lending import make_bank_account, new_borrower
from tests.foundation.live_services import LiveServices

BAD_RECORD = 913  # sequence of a resident id with payments 95 days overdue at the sandbox's bureau
BORN_ON = dt.date(1988, 5, 9)


@pytest.fixture
def plain(chromium: Any) -> Iterator[Page]:
    """A desk whose browser runs no scripts."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def indebted(live_services: LiveServices) -> Borrower:
    seed_products(actor=System("seed"), on=open_date(), at=timezone.now())
    seed_rules(at=timezone.now())
    number = make_resident_id(BORN_ON, serial=BAD_RECORD)
    borrower = new_borrower(phone="+8613912345671", resident_id=number, born_on=BORN_ON)
    make_bank_account(borrower)
    return borrower


def test_declined_without_scripts_still_says_why_and_what_would_change_it(
    live_services: LiveServices, indebted: Borrower, plain: Page
) -> None:
    url = live_services.url
    plain.goto(f"{url}/sign-in/")
    plain.fill("[name=phone]", "13912345671")
    plain.fill("[name=password]", PASSWORD)
    plain.locator("main form button.button--wide").first.click()

    plain.goto(f"{url}/products/AL2/")
    plain.fill("[name=amount]", "5000")
    plain.get_by_role("button", name="Work it out").click()
    plain.get_by_role("link", name="Apply for ¥5,000.00").click()
    plain.locator("label.choice:has([name=instalments][value='12'])").click()
    plain.locator("label.choice:has([name=purpose][value=travel])").click()
    plain.get_by_role("button", name="Save and go on").click()
    plain.fill("[name=monthly_income]", "9000")
    plain.get_by_role("button", name="Save and go on").click()
    plain.get_by_role("button", name="Hand in the application").click()

    expect(plain.get_by_role("heading", level=1)).to_have_text("We cannot lend to you now")
    expect(plain.get_by_text("payments more than 90 days overdue")).to_be_visible()
    expect(plain.get_by_text("Settle what is overdue")).to_be_visible()
    plain.get_by_role("link", name="I do not agree").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Make a complaint")
