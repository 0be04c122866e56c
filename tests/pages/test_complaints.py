"""Complaints by page: number and deadline at once, one complaint a form, withdrawing (RULES C1, C5)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.states import Role
from complaints.models import Complaint
from complaints.services import answer_complaint, take_complaint
from tests.factories.accounts import make_staff
from tests.repayments.book import make_test_loan

FACTS = {"category": "fees", "text": "I do not understand the interest of my second instalment."}


def test_anybody_may_read_how_to_complain() -> None:
    page = Client(headers={"accept-language": "en"}).get("/complaints/")

    assert page.status_code == 200
    assert "within 15 days" in page.content.decode()


def test_a_complaint_gets_its_number_and_deadline_at_once(browser, ama) -> None:
    loan = make_test_loan(borrower=ama)

    answer = browser.post("/complaints/new/", {**FACTS, "loan": loan.public_id}, follow=True)

    made = Complaint.objects.get()
    text = answer.content.decode()
    assert (made.borrower_id, made.loan_id, made.channel) == (ama.pk, loan.pk, "web")
    assert made.number in text
    assert made.deadline.isoformat() in text


def test_the_form_sent_twice_files_one(browser) -> None:
    page = browser.get("/complaints/new/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)

    first = browser.post("/complaints/new/", {**FACTS, "form_key": key})
    second = browser.post("/complaints/new/", {**FACTS, "form_key": key})

    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"category": "weather"}, {"text": "no"}, {"text": ""}, {"loan": "loan_x"}]
)
def test_wrong_input_is_named_and_kept(browser, changes) -> None:
    answer = browser.post("/complaints/new/", {**FACTS, **changes})

    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_somebody_elses_loan_cannot_be_named(browser, ben) -> None:
    theirs = make_test_loan(borrower=ben)

    answer = browser.post("/complaints/new/", {**FACTS, "loan": theirs.public_id})

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_the_answer_is_shown(browser) -> None:
    browser.post("/complaints/new/", FACTS)
    made = Complaint.objects.get()
    handler = make_staff(Role.COMPLAINT_HANDLER)
    step = {"complaint_id": made.public_id, "user": handler, "at": timezone.now()}
    take_complaint(**step)
    answer_complaint(**step, text="Here is how the interest was worked out, day by day.")

    text = browser.get(f"/complaints/{made.public_id}/").content.decode()

    assert "Our answer" in text
    assert "worked out, day by day" in text


def test_it_can_be_taken_back_and_twice_is_once(browser) -> None:
    browser.post("/complaints/new/", FACTS)
    made = Complaint.objects.get()

    for _ in range(2):
        answer = browser.post(f"/complaints/{made.public_id}/withdraw/")
        assert answer["Location"] == f"/complaints/{made.public_id}/"

    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert "You took it back" in browser.get(f"/complaints/{made.public_id}/").content.decode()
