"""Complaint handlers at the desk: take, more time, redress with a second person, answer, close."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.states import Role
from complaints.models import Complaint, Redress
from complaints.services import file_complaint
from core.models import FourEyesRequest
from lending.models import Loan
from tests.desk.conftest import SignIn
from tests.repayments.book import AT, make_test_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan() -> Loan:
    return make_test_loan()


@pytest.fixture
def complaint(loan: Loan) -> Complaint:
    return file_complaint(
        borrower_id=loan.borrower.public_id,
        loan_id=loan.public_id,
        category="fees",
        text="多收了利息，请退还。",
        channel="web",
        actor=loan.borrower.as_actor(),
        at=AT,
    )


def page(complaint: Complaint) -> str:
    return reverse("admin:complaints_complaint_change", args=[complaint.pk])


def button(complaint: Complaint, name: str) -> str:
    return reverse("admin:complaints_complaint_do", args=[complaint.pk, name])


def test_a_complaint_is_taken_extended_answered_and_closed(
    sign_in: SignIn, complaint: Complaint
) -> None:
    handler = sign_in(Role.COMPLAINT_HANDLER)
    assert "多收了利息" in handler.get(page(complaint)).text

    for name, data in (
        ("take", {}),
        ("extend", {"deadline": "2026-02-20", "reason": "需要核对流水，请再等几天"}),
        ("answer", {"text": "已核实，利息按合同计算，附计算过程。"}),
        ("close", {}),
    ):
        assert button(complaint, name) in handler.get(page(complaint)).text
        assert handler.post(button(complaint, name), data).status_code == 302

    complaint.refresh_from_db()
    assert (complaint.state, complaint.handler) == ("closed", handler.officer)
    assert str(complaint.deadline) == "2026-02-20"
    assert "/do/" not in handler.get(page(complaint)).text


def test_an_extension_past_the_longest_time_is_refused(
    sign_in: SignIn, complaint: Complaint
) -> None:
    """C2."""
    handler = sign_in(Role.COMPLAINT_HANDLER)
    handler.post(button(complaint, "take"))
    before = Complaint.objects.get(pk=complaint.pk).deadline

    answer = handler.post(
        button(complaint, "extend"), {"deadline": "2027-01-01", "reason": "需要更多时间"}
    )

    assert answer.status_code == 422
    assert Complaint.objects.get(pk=complaint.pk).deadline == before


def test_redress_is_paid_when_compliance_agrees_in_the_inbox(
    sign_in: SignIn, complaint: Complaint
) -> None:
    """C4 of the desk: one asks, another agrees, only then money moves."""
    handler = sign_in(Role.COMPLAINT_HANDLER)
    handler.post(button(complaint, "take"))
    handler.post(button(complaint, "redress"), {"amount": "50.00", "reason": "多计利息，退还"})
    redress = Redress.objects.get(complaint=complaint)
    asked = FourEyesRequest.objects.get()
    inbox = reverse("admin:core_foureyesrequest_change", args=[asked.pk])
    approve = reverse("admin:core_foureyesrequest_do", args=[asked.pk, "approve"])
    assert redress.state == "requested"
    assert handler.post(approve, {"note": "我自己批"}).status_code in (403, 422)
    assert Redress.objects.get().state == "requested"

    compliance = sign_in(Role.COMPLIANCE)
    shown = compliance.get(inbox).text
    assert complaint.number in shown
    assert "多收了利息" in shown
    assert inbox in compliance.get(reverse("admin:index")).text
    assert compliance.post(approve, {"note": "属实"}).status_code == 302

    redress.refresh_from_db()
    assert redress.state == "paid"
    assert redress.payment is not None
    shown = compliance.get(reverse("admin:complaints_redress_change", args=[redress.pk])).text
    assert redress.payment.public_id in shown


def test_refused_redress_moves_no_money(sign_in: SignIn, complaint: Complaint) -> None:
    handler = sign_in(Role.COMPLAINT_HANDLER)
    handler.post(button(complaint, "take"))
    handler.post(button(complaint, "redress"), {"amount": "50.00", "reason": "多计利息，退还"})
    asked = FourEyesRequest.objects.get()
    refuse = reverse("admin:core_foureyesrequest_do", args=[asked.pk, "refuse"])
    compliance = sign_in(Role.COMPLIANCE)

    assert compliance.post(refuse, {"note": ""}).status_code == 422
    assert compliance.post(refuse, {"note": "利息计算无误"}).status_code == 302

    assert Redress.objects.get().state == "refused"


def test_only_the_handler_works_on_a_complaint(sign_in: SignIn, complaint: Complaint) -> None:
    sign_in(Role.COMPLAINT_HANDLER).post(button(complaint, "take"))
    other = sign_in(Role.COMPLAINT_HANDLER)

    answer = other.post(button(complaint, "answer"), {"text": "不是我的投诉"})

    assert answer.status_code == 403
    complaint.refresh_from_db()
    assert complaint.state == "in_handling"
    assert other.get(page(complaint)).text.count("/do/take") == 1


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.AUDITOR])
def test_others_read_complaints_and_press_nothing(
    sign_in: SignIn, complaint: Complaint, role: Role
) -> None:
    client = sign_in(role)

    assert "/do/" not in client.get(page(complaint)).text
    assert client.post(button(complaint, "take")).status_code == 403


@pytest.mark.parametrize("role", [Role.FINANCE, Role.COLLECTOR, Role.ADMIN])
def test_those_who_need_not_know_see_no_complaint(
    sign_in: SignIn, complaint: Complaint, role: Role
) -> None:
    """G8."""
    client = sign_in(role)

    assert client.get(page(complaint)).status_code == 403
    assert client.post(button(complaint, "take")).status_code == 403


def test_an_officer_registers_a_complaint_made_by_telephone(sign_in: SignIn, loan: Loan) -> None:
    handler = sign_in(Role.COMPLAINT_HANDLER)
    address = reverse("admin:accounts_borrower_do", args=[loan.borrower.pk, "file-complaint"])

    answer = handler.post(
        address,
        {
            "channel": "phone",
            "category": "fees",
            "loan": loan.public_id,
            "text": "电话投诉：多收费用",
        },
    )

    complaint = Complaint.objects.get()
    assert answer.headers["Location"] == page(complaint)
    assert (complaint.channel, complaint.loan) == ("phone", loan)
    assert complaint.number in handler.get(reverse("admin:index")).text


def test_lists_and_pages_ask_little(
    sign_in: SignIn, loan: Loan, complaint: Complaint, django_assert_max_num_queries
) -> None:
    handler = sign_in(Role.COMPLAINT_HANDLER)
    with django_assert_max_num_queries(16):
        shown = handler.get(page(complaint)).text
    assert loan.borrower.name not in shown
    for _ in range(4):
        file_complaint(
            borrower_id=loan.borrower.public_id,
            category="fees",
            text="多收了利息，请退还。",
            channel="web",
            actor=loan.borrower.as_actor(),
            at=AT,
        )
    with django_assert_max_num_queries(11):
        shown = handler.get(reverse("admin:complaints_complaint_changelist")).text
    assert shown.count("TS2026") >= 5
