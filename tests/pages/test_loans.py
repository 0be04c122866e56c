"""Loans and paying them by page."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.calendar.business_date import set_open_date
from core.money import format_amount
from lending.models import Loan
from lending.rails.errors import BankUnreachable
from repayments.models import Payment
from repayments.selectors import split_preview
from repayments.services import quote_payoff
from tests.repayments.book import AT, START, close_days_until, make_test_loan
from tests.repayments.paying import pay

PDF = b"%PDF-1.4\nvoucher\n%%EOF"


@pytest.fixture
def loan(ama) -> Loan:
    """1,200.00 over three months at 12 %: 408.03, 408.03, 408.02."""
    return make_test_loan(borrower=ama)


def of(loan: Loan, step: str = "") -> str:
    return f"/loans/{loan.public_id}/{step}"


def pay_page(loan: Loan, step: str = "") -> str:
    return f"/pay/{loan.public_id}/{step}"


def test_list_puts_the_most_urgent_loan_first_and_closed_ones_last(browser, ama) -> None:
    later = make_test_loan(borrower=ama, on=START)
    settled = make_test_loan(borrower=ama, on=START)
    pay(settled, "2000.00", is_payoff=True)
    set_open_date(on=START - dt.timedelta(days=10))
    sooner = make_test_loan(borrower=ama, on=START - dt.timedelta(days=10))
    set_open_date(on=START)

    text = browser.get("/loans/").content.decode()

    positions = [text.index(found.public_id) for found in (sooner, later, settled)]
    assert positions == sorted(positions)
    assert text.index("Closed loans") < positions[2]


def test_no_loans_is_a_page_too(browser) -> None:
    assert "No loans yet" in browser.get("/loans/").content.decode()


def test_loan_page_says_what_is_due_and_when(browser, loan) -> None:
    text = browser.get(of(loan)).content.decode()

    assert "¥408.03" in text
    assert "2026-02-15" in text
    assert "in 31 days" in text
    assert len(re.findall(r'<th scope="row">\d+</th>', text)) == 3


def test_overdue_loan_says_so_with_its_penalty(browser, loan) -> None:
    close_days_until(dt.date(2026, 2, 25))

    text = browser.get(of(loan)).content.decode()

    assert "10 days overdue" in text
    assert "Penalty interest" in text
    assert "talk to us" in text


def test_within_grace_nothing_more_is_asked(browser, loan) -> None:
    close_days_until(dt.date(2026, 2, 17))

    text = browser.get(of(loan)).content.decode()

    assert "within the days of grace" in text
    assert "overdue" not in text.partition("<main")[2].partition("Repayment schedule")[0]


def test_start_page_shows_the_next_due_amount_with_its_button(browser, loan) -> None:
    text = browser.get("/").content.decode()

    assert "¥408.03" in text
    assert f"/pay/{loan.public_id}/" in text


def test_effect_is_shown_before_anything_is_confirmed(browser, loan) -> None:
    text = browser.get(pay_page(loan), {"choice": "other", "amount": "100"}).content.decode()

    assert "What this pays" in text
    assert "¥12.00" in text  # interest of the first row
    assert "¥88.00" in text  # principal
    assert "¥1,112.00" in text  # principal left
    assert "Confirm payment of" in text
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["100.00", "408.03", "700.00", "1000.00"])
@pytest.mark.parametrize("day", [dt.date(2026, 2, 15), dt.date(2026, 3, 1), dt.date(2026, 3, 20)])
def test_preview_is_what_the_payment_then_does(loan, amount, day) -> None:
    """The split that was told is the split that is booked."""
    close_days_until(day)
    loan.refresh_from_db()
    told = split_preview(loan, amount=Decimal(amount), on=day)

    payment = pay(loan, amount)

    booked = {part: Decimal(0) for part in ("fee", "penalty", "interest", "principal", "unapplied")}
    for allocation in payment.allocations.order_by("pk"):
        booked[allocation.part] += allocation.amount
    assert (told.fee, told.penalty, told.interest, told.principal, told.kept) == tuple(
        booked.values()
    )
    loan.refresh_from_db()
    assert told.principal_left == loan.principal_outstanding


def test_confirming_leads_to_the_banks_cashier(browser, loan, bank) -> None:
    answer = browser.post(pay_page(loan), {"choice": "other", "amount": "408.03"})

    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, "http://bank.example/pay/1")
    assert (str(payment.amount), payment.state) == ("408.03", "pending")
    assert bank.opened[0]["return_url"].endswith("/payments/return/")


def test_confirming_twice_opens_one_order(browser, loan, bank) -> None:
    first = browser.post(pay_page(loan), {"choice": "other", "amount": "408.03"})
    second = browser.post(pay_page(loan), {"choice": "other", "amount": "408.03"})

    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == len(bank.opened) == 1


def test_another_amount_is_another_order(browser, loan, bank) -> None:
    browser.post(pay_page(loan), {"choice": "other", "amount": "408.03"})
    browser.post(pay_page(loan), {"choice": "other", "amount": "100"})

    assert len(bank.opened) == 2


@pytest.mark.parametrize("amount", ["0", "-1", "", "1224.09", "1.005", "abc"])
def test_impossible_amounts_open_nothing(browser, loan, bank, amount) -> None:
    answer = browser.post(pay_page(loan), {"choice": "other", "amount": amount})

    assert answer.status_code in (200, 422)
    assert 'class="field__error"' in answer.content.decode()
    assert bank.opened == []
    assert not Payment.objects.exists()


def test_cashier_that_is_down_is_said_in_words(browser, loan, bank) -> None:
    bank.before = BankUnreachable("no route")

    answer = browser.post(pay_page(loan), {"choice": "due"})

    assert answer.status_code == 503
    assert "The cashier does not answer just now" in answer.content.decode()
    assert "Nothing was taken from your account." in answer.content.decode()


def test_payer_comes_back_to_the_payment(browser, loan, bank) -> None:
    browser.post(pay_page(loan), {"choice": "due"})
    payment = Payment.objects.get()

    answer = browser.get("/payments/return/", {"reference": payment.reference}, follow=True)

    text = answer.content.decode()
    assert "Waiting for the bank" in text
    assert 'http-equiv="refresh"' in text


def test_posted_payment_shows_its_split_and_receipt(browser, loan) -> None:
    payment = pay(loan, "408.03")

    text = browser.get(f"/payments/{payment.public_id}/").content.decode()

    assert "Payment received" in text
    assert "¥12.00" in text
    assert "¥396.03" in text
    receipt = browser.get(f"/payments/{payment.public_id}/receipt.pdf")
    assert receipt.content.startswith(b"%PDF-")


def test_voucher_is_kept_once_and_waits_for_finance(browser, loan) -> None:
    """SC12."""

    def send() -> str:
        voucher = SimpleUploadedFile("voucher.pdf", PDF, "application/pdf")
        facts = {"amount": "408.03", "paid_on": START.isoformat(), "voucher": voucher}
        return browser.post(pay_page(loan, "transfer/"), facts)["Location"]

    first, second = send(), send()

    payment = Payment.objects.get()
    assert first == second == f"/payments/{payment.public_id}/"
    assert payment.state == "to_confirm"
    assert "We have your voucher" in browser.get(first).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voucher": SimpleUploadedFile("v.exe", b"MZ", "application/pdf")}, "PDF, JPEG or PNG"),
        ({"paid_on": "2027-01-01"}, "has not come yet"),
        ({"amount": "zero"}, "in figures"),
        ({"voucher": ""}, "choose the voucher"),
    ],
)
def test_wrong_vouchers_are_refused_beside_their_field(browser, loan, changes, words) -> None:
    good = SimpleUploadedFile("voucher.pdf", PDF, "application/pdf")
    facts = {"amount": "408.03", "paid_on": START.isoformat(), "voucher": good}

    answer = browser.post(pay_page(loan, "transfer/"), {**facts, **changes})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Payment.objects.exists()


def test_payoff_is_quoted_for_a_chosen_day_with_what_it_saves(browser, loan) -> None:
    """SC13: interest to the day, nothing for the rest."""
    text = browser.get(of(loan, "payoff/"), {"on": "2026-01-30"}).content.decode()

    quote = quote_payoff(loan_id=loan.public_id, on=dt.date(2026, 1, 30), at=AT)
    assert Decimal(1200) < quote.total < Decimal(1212)
    assert format_amount(quote.total, "CNY") in text
    assert format_amount(Decimal("1224.08") - quote.total, "CNY") in text
    assert "Come back on 2026-01-30" in text


@pytest.mark.parametrize("day", ["2026-01-14", "2028-01-01", "soon"])
def test_payoff_of_an_impossible_day_is_refused(browser, loan, day) -> None:
    assert browser.get(of(loan, "payoff/"), {"on": day}).status_code == 422


def test_payoff_of_today_leads_to_the_cashier_once(browser, loan, bank) -> None:
    first = browser.post(of(loan, "payoff/"))
    second = browser.post(of(loan, "payoff/"))

    payment = Payment.objects.get()
    assert (payment.is_payoff, str(payment.amount)) == (True, "1200.00")
    assert first["Location"] == second["Location"]


def test_settled_loan_offers_its_certificate_and_takes_no_money(browser, loan) -> None:
    pay(loan, "1200.00", is_payoff=True)

    text = browser.get(of(loan)).content.decode()
    assert "Nothing is owed any more" in text
    assert browser.get(of(loan, "certificate.pdf")).content.startswith(b"%PDF-")
    for path in (pay_page(loan), pay_page(loan, "transfer/"), of(loan, "payoff/")):
        assert browser.get(path)["Location"] == of(loan)


def test_certificate_of_an_open_loan_is_refused(browser, loan) -> None:
    assert browser.get(of(loan, "certificate.pdf")).status_code == 409
