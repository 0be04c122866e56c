"""A referred application on two reviewers' desks, in a real browser at 1280 px (CL4, SC2, SC14, SC15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.states import Role
from approvals.models import ReviewCase
from approvals.services import decide_application, seed_rules
from core.actors import System
from core.calendar.business_date import open_date
from core.models import AuditEntry
from lending.services import submit_application
from products.services import seed_products
from tests.factories.accounts import PASSWORD, make_resident_id, make_staff
from tests.factories.lending import draft, new_borrower
from tests.foundation.live_services import LiveServices

SCREEN = {"width": 1280, "height": 900}
BORDERLINE = 912  # sequence of a resident id that the sandbox's bureau finds something of
SitDown = Callable[[User], Any]


@pytest.fixture
def case(live_services: LiveServices) -> ReviewCase:
    """The rules have left an application to people."""
    now = timezone.now()
    seed_products(actor=System("seed"), on=open_date(), at=now)
    seed_rules(at=now)
    borrower = new_borrower(resident_id=make_resident_id(serial=BORDERLINE))
    application = draft(borrower=borrower, at=now)
    submit_application(
        application_id=application.public_id, actor=borrower.as_actor(), at=timezone.now()
    )
    decide_application(application_id=application.public_id, at=timezone.now())
    return ReviewCase.objects.get(application=application)


@pytest.fixture
def desk_of(chromium: Any, live_services: LiveServices) -> Iterator[SitDown]:
    """Open the desk of an officer in a browser of their own."""
    contexts = []

    def sit_down(officer: User) -> Any:
        context = chromium.new_context(viewport=SCREEN, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_services.url}/staff/")
        page.fill("input[name=username]", officer.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector(".desk-queues")
        return page

    yield sit_down
    for context in contexts:
        context.close()


def _press(page: Any, words: str) -> None:
    """Press a button of the desk; nothing may have to be scrolled sideways."""
    with page.expect_navigation():
        page.locator(".desk-buttons .desk-button", has_text=words).first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def _open_first(page: Any) -> None:
    with page.expect_navigation():
        page.locator("[data-queue-item]").first.click()


@pytest.mark.django_db(transaction=True)
def test_two_people_review_one_application(case: ReviewCase, desk_of: SitDown) -> None:
    """The first reviewer passes it on with a note; another person decides; the first cannot."""
    first = make_staff(Role.FIRST_REVIEWER, Role.SENIOR_REVIEWER)
    second = make_staff(Role.SENIOR_REVIEWER)

    page = desk_of(first)
    _open_first(page)
    assert "转人工审批" in page.inner_text(".desk-case")
    with page.expect_navigation():
        page.keyboard.press("c")  # the key of the button
    _press(page, "查看信用报告")
    page.fill("textarea[name=reason]", "核对负债")
    _press(page, "查看信用报告")
    assert "monthly obligations" in page.inner_text(".desk-case")
    _press(page, "返回")
    _press(page, "转交复审")
    assert "规则的决定" in page.inner_text(".desk-case")  # the reasons stay in sight
    page.fill("textarea[name=note]", "工资流水与申报一致")
    _press(page, "转交复审")

    assert "复审须由他人进行" in page.inner_text(".desk-case")
    assert page.locator(".desk-buttons .desk-button").count() == 0

    page = desk_of(second)
    _open_first(page)
    assert "工资流水与申报一致" in page.inner_text(".desk-case")
    _press(page, "领取")
    _press(page, "批准")
    page.fill("input[name=limit]", "900000.00")
    page.fill("textarea[name=note]", "同意")
    page.locator("form.desk-form .desk-button--primary").click()
    page.wait_for_selector("#id_limit_error")
    page.fill("input[name=limit]", "8000.00")
    page.locator("form.desk-form .desk-button--primary").click()
    page.wait_for_selector("text=已批准，已通知申请人。")

    case.refresh_from_db()
    assert (case.state, case.first_reviewer, case.second_reviewer) == ("approved", first, second)
    assert case.application.limit == Decimal(8000)
    look = AuditEntry.objects.get(action="approvals.look_at_report")
    assert (look.actor_id, look.reason) == (first.username, "核对负债")
