"""Finance at the desk: vouchers confirmed, rejected, payments reversed; the paper shown and logged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.states import Role
from core.models import AuditEntry
from lending.models import Loan
from repayments.models import Payment
from repayments.services import upload_voucher
from tests.desk.conftest import SignIn
from tests.repayments.book import AT, START, make_test_loan
from tests.repayments.paying import pay
from tests.repayments.test_ways_to_pay import PNG

pytestmark = pytest.mark.django_db
LIST = "admin:repayments_payment_changelist"


@pytest.fixture
def loan() -> Loan:
    return make_test_loan()


@pytest.fixture
def voucher(loan: Loan) -> Payment:
    return upload_voucher(
        loan_id=loan.public_id,
        amount="100.00",
        paid_on=START,
        name="v.png",
        body=PNG,
        actor=loan.borrower.as_actor(),
        at=AT,
    )


def page(payment: Payment) -> str:
    return reverse("admin:repayments_payment_change", args=[payment.pk])


def button(payment: Payment, name: str) -> str:
    return reverse("admin:repayments_payment_do", args=[payment.pk, name])


def test_finance_confirms_a_voucher_as_the_money_came(sign_in: SignIn, voucher: Payment) -> None:
    finance = sign_in(Role.FINANCE)
    assert button(voucher, "confirm") in finance.get(page(voucher)).text

    answer = finance.post(
        button(voucher, "confirm"),
        {"amount": "1,05.50", "received_on": str(START), "bank_reference": "B-1"},
    )

    assert answer.status_code == 302
    voucher.refresh_from_db()
    assert (voucher.state, str(voucher.amount), voucher.bank_reference) == (
        "posted",
        "105.50",
        "B-1",
    )
    shown = finance.get(page(voucher)).text
    assert button(voucher, "confirm") not in shown
    assert button(voucher, "reverse") in shown
    assert "¥105.50" in shown


def test_a_refusal_of_the_service_stands_in_the_form(sign_in: SignIn, voucher: Payment) -> None:
    answer = sign_in(Role.FINANCE).post(
        button(voucher, "confirm"), {"amount": "100.00", "received_on": "2026-12-01"}
    )

    assert answer.status_code == 422
    assert "2026-12-01" in answer.text
    voucher.refresh_from_db()
    assert voucher.state == "to_confirm"


def test_a_rejection_needs_a_word_why(sign_in: SignIn, voucher: Payment) -> None:
    finance = sign_in(Role.FINANCE)

    assert finance.post(button(voucher, "reject"), {"note": " "}).status_code == 422
    assert finance.post(button(voucher, "reject"), {"note": "没有到账"}).status_code == 302

    voucher.refresh_from_db()
    assert (voucher.state, voucher.closing_note) == ("rejected", "没有到账")


def test_finance_reverses_a_posted_payment(sign_in: SignIn, loan: Loan) -> None:
    payment = pay(loan, "50.00")

    answer = sign_in(Role.FINANCE).post(button(payment, "reverse"), {"reason": "退票"})

    assert answer.status_code == 302
    payment.refresh_from_db()
    assert payment.state == "reversed"


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.COMPLAINT_HANDLER, Role.AUDITOR])
def test_others_read_payments_and_press_nothing(
    sign_in: SignIn, voucher: Payment, role: Role
) -> None:
    client = sign_in(role)

    assert "/do/" not in client.get(page(voucher)).text
    for name, data in (("confirm", {}), ("reject", {"note": "no"}), ("reverse", {"reason": "no"})):
        assert client.post(button(voucher, name), data).status_code == 403
    voucher.refresh_from_db()
    assert voucher.state == "to_confirm"


def test_the_paper_is_shown_to_few_and_each_look_is_logged(
    sign_in: SignIn, voucher: Payment
) -> None:
    """ASVS 14.2.6, 16.3.2."""
    address = reverse("admin:repayments_payment_voucher", args=[voucher.pk])
    finance = sign_in(Role.FINANCE)

    answer = finance.get(address)

    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in answer["Cache-Control"]
    looks = AuditEntry.objects.filter(action="repayments.look_at_voucher")
    assert [look.actor_id for look in looks] == [finance.officer.username]
    assert sign_in(Role.COLLECTOR).get(address).status_code == 403
    assert sign_in(Role.RISK).get(address).status_code == 403
    assert looks.count() == 1


def test_the_list_asks_as_often_for_many_as_for_one(
    sign_in: SignIn, loan: Loan, django_assert_max_num_queries
) -> None:
    for number in range(1, 6):
        pay(loan, f"{number}.00")
    finance = sign_in(Role.FINANCE)

    with django_assert_max_num_queries(8):
        shown = finance.get(reverse(LIST)).text

    assert loan.borrower.name not in shown
    assert "¥5.00" in shown


def test_the_page_of_a_payment_asks_little(
    sign_in: SignIn, voucher: Payment, django_assert_max_num_queries
) -> None:
    finance = sign_in(Role.FINANCE)

    with django_assert_max_num_queries(18):
        shown = finance.get(page(voucher)).text

    assert reverse("admin:repayments_payment_voucher", args=[voucher.pk]) in shown
    assert voucher.borrower.name not in shown


def test_the_landing_page_shows_finance_what_waits(sign_in: SignIn, voucher: Payment) -> None:
    assert page(voucher) in sign_in(Role.FINANCE).get(reverse("admin:index")).text
    assert page(voucher) not in sign_in(Role.AUDITOR).get(reverse("admin:index")).text
