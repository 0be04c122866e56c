"""Finance, a collector, a complaint handler and compliance at their desks, in a real browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import segno
from django.utils import timezone

from accounts.models import Borrower, User
from accounts.services import ensure_roles
from accounts.states import Role
from collection.models import CollectionCase, ContactAttempt
from collection.services import log_contact
from complaints.models import Complaint, Redress
from core.calendar.business_date import institution_zone, open_date
from core.models import AuditEntry
from lending.models import Loan
from repayments.models import Payment
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.lending import new_borrower
from tests.foundation.live_services import LiveServices
from tests.repayments.book import close_days_until, make_test_loan

LATE = dt.date(2026, 2, 20)
SCREEN = {"width": 1280, "height": 900}
NIGHT = "22:00 至次日 08:00 不得进行催收联系。"
At = Callable[[User], Any]


@pytest.fixture
def loan(live_services: LiveServices) -> Loan:
    """Overdue since the close of 2026-02-18."""
    ensure_roles()
    found = make_test_loan(borrower=new_borrower(phone="+8613812345678"))
    close_days_until(LATE)
    return found


@pytest.fixture
def desk_of(chromium: Any, live_services: LiveServices) -> Iterator[At]:
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


def sign_in_on_phone(phone: Any, live: LiveServices, borrower: Borrower) -> None:
    phone.goto(f"{live.url}/sign-in/")
    phone.fill("input[name=phone]", (borrower.phone or "").removeprefix("+86"))
    phone.fill("input[name=password]", PASSWORD)
    phone.click("main button.button--wide")
    phone.wait_for_url(lambda url: "/sign-in/" not in url)


def press(page: Any, words: str) -> None:
    """Press a button of the desk and wait for what comes."""
    with page.expect_navigation():
        page.locator(".desk-buttons .desk-button", has_text=words).first.click()


def fits(page: Any) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.django_db(transaction=True)
def test_finance_confirms_a_voucher_that_the_borrower_showed(
    loan: Loan, phone: Any, desk_of: At, live_services: LiveServices, tmp_path: Path
) -> None:
    """SC12: the borrower uploads on the phone, finance looks at the paper and confirms."""
    paper = tmp_path / "voucher.png"
    segno.make("transfer").save(str(paper), scale=6)
    sign_in_on_phone(phone, live_services, loan.borrower)
    phone.goto(f"{live_services.url}/pay/{loan.public_id}/transfer/")
    phone.fill("input[name=amount]", "200")
    phone.fill("input[name=paid_on]", LATE.isoformat())
    phone.set_input_files("input[name=voucher]", str(paper))
    with phone.expect_navigation():
        phone.click("form button.button--wide")
    payment = Payment.objects.get(loan=loan)
    assert payment.state == "to_confirm"

    page = desk_of(make_staff(Role.FINANCE))
    page.click(".desk-queues >> text=¥200.00")
    page.wait_for_function("document.querySelector('img.desk-image')?.naturalWidth > 0")
    assert fits(page)
    press(page, "确认凭证")
    page.fill("input[name=amount]", "180.00")
    page.fill("input[name=bank_reference]", "20260220-77")
    press(page, "确认凭证")

    assert "已入账" in page.inner_text("body")
    payment.refresh_from_db()
    assert (payment.state, payment.amount) == ("posted", Decimal("180.00"))
    assert sum(part.amount for part in payment.allocations.all()) == Decimal("180.00")
    assert AuditEntry.objects.filter(action="repayments.look_at_voucher").exists()
    phone.goto(f"{live_services.url}/loans/{loan.public_id}/")
    assert "180.00" in phone.inner_text("main")


@pytest.mark.django_db(transaction=True)
def test_a_collector_records_a_contact_but_none_at_night(loan: Loan, desk_of: At) -> None:
    """F6, K1: the refusal says which rule, and nothing is recorded."""
    collector = make_staff(Role.COLLECTOR)
    case = CollectionCase.objects.get(loan=loan)
    page = desk_of(collector)
    page.click(".desk-queues .desk-queue a")
    page.wait_for_selector(".desk-case")
    press(page, "领取案件")
    press(page, "登记联系")
    page.fill("textarea[name=note]", "本人接听，答应周五还款")
    page.fill("input[name=time]", "00:00")
    press(page, "登记联系")

    refusal = page.locator(".desk-refusal")
    assert NIGHT in refusal.inner_text()
    assert refusal.is_visible()
    assert page.input_value("textarea[name=note]") == "本人接听，答应周五还款"
    assert not ContactAttempt.objects.exists()

    if timezone.now().astimezone(institution_zone()).time() >= dt.time(8):
        page.fill("input[name=time]", "08:00")
        press(page, "登记联系")
        assert "联系记录已保存" in page.inner_text("body")
    else:  # at night the desk can record nothing of this day
        morning = dt.datetime(2026, 2, 20, 8, 0, tzinfo=institution_zone())
        log_contact(
            case_id=case.public_id,
            user=collector,
            channel="call",
            outcome="answered",
            note="本人接听，答应周五还款",
            contacted_at=morning,
        )
        page.goto(page.url.replace("do/contact/", "change/"))
    assert "本人接听，答应周五还款" in page.inner_text(".desk-case")
    kept = ContactAttempt.objects.get(case=case)
    assert kept.contacted_at.astimezone(institution_zone()).time() == dt.time(8)


@pytest.mark.django_db(transaction=True)
def test_a_complaint_is_made_good_after_a_second_person_agreed(
    loan: Loan, phone: Any, desk_of: At, live_services: LiveServices
) -> None:
    """C1, C2: filed on the phone, taken, redress asked for, agreed by compliance, answered, closed."""
    sign_in_on_phone(phone, live_services, loan.borrower)
    phone.goto(f"{live_services.url}/complaints/new/")
    phone.check("input[name=category][value=fees]")
    phone.select_option("select[name=loan]", loan.public_id)
    phone.fill("textarea[name=text]", "多收了罚息，请核实退还。")
    with phone.expect_navigation():
        phone.click("main form button")
    complaint = Complaint.objects.get(borrower=loan.borrower)

    handler = desk_of(make_staff(Role.COMPLAINT_HANDLER))
    handler.click(f".desk-queues >> text={complaint.number}")
    handler.wait_for_selector(".desk-case")
    press(handler, "领取投诉")
    press(handler, "申请赔付")
    handler.fill("input[name=amount]", "30")
    handler.fill("textarea[name=reason]", "罚息多计，退还差额")
    press(handler, "申请赔付")
    redress = Redress.objects.get(complaint=complaint)
    assert redress.state == "requested"
    case_page = handler.url
    press(handler, "答复")
    handler.fill("textarea[name=text]", "经核实多计罚息 30 元，现予退还。")
    press(handler, "答复")
    assert handler.locator(".desk-refusal").is_visible()  # redress must be decided before

    compliance = desk_of(make_staff(Role.COMPLIANCE))
    compliance.click(f".desk-queues >> text={complaint.number}")
    compliance.wait_for_selector(".desk-case")
    shown = compliance.inner_text(".desk-case")
    assert "赔付前后的借款" in shown
    assert "多收了罚息，请核实退还。" in shown
    assert "罚息多计，退还差额" in shown
    assert fits(compliance)
    compliance.keyboard.press("a")
    compliance.wait_for_url("**/do/approve/")
    compliance.fill("textarea[name=note]", "属实，同意")
    with compliance.expect_navigation():
        compliance.click("form .desk-button--primary")
    redress.refresh_from_db()
    assert redress.state == "paid"
    assert redress.payment is not None
    assert redress.payment.received_on == open_date()

    handler.goto(case_page)
    press(handler, "答复")
    handler.fill("textarea[name=text]", "经核实多计罚息 30 元，现予退还。")
    press(handler, "答复")
    press(handler, "办结")
    complaint.refresh_from_db()
    assert complaint.state == "closed"
    phone.goto(f"{live_services.url}/complaints/{complaint.public_id}/")
    assert "经核实多计罚息 30 元，现予退还。" in phone.inner_text("main")
