"""A complaint from its number to its answer (RULES C1, C2, C6; FEATURES G1)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.states import Role
from complaints.errors import ExtensionTooLong, NotTheHandler
from complaints.models import Complaint
from complaints.services import (
    answer_complaint,
    close_complaint,
    extend_complaint,
    file_complaint,
    take_complaint,
    withdraw_complaint,
)
from complaints.states import ComplaintState
from core.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from core.models import Notification
from tests.factories.accounts import make_borrower, make_staff
from tests.repayments.book import AT, make_test_loan

pytestmark = pytest.mark.django_db
WORDS = "多收了我一期的利息，请核实。"


def file(borrower=None, **changes) -> Complaint:
    borrower = borrower or make_borrower()
    facts = {
        "borrower_id": borrower.public_id,
        "category": "fees",
        "text": WORDS,
        "channel": "web",
        "actor": borrower.as_actor(),
        "at": AT,
    }
    return file_complaint(**{**facts, **changes})


def taken() -> tuple[Complaint, object]:
    handler = make_staff(Role.COMPLAINT_HANDLER)
    complaint = file()
    return take_complaint(complaint_id=complaint.public_id, user=handler, at=AT), handler


def test_gets_a_number_a_deadline_and_a_notice_at_once() -> None:
    complaint = file()

    assert complaint.number == f"TS{complaint.received_on:%Y%m%d}-0001"
    assert complaint.deadline == min(
        complaint.deadline_working_days, complaint.deadline_calendar_days
    )
    notice = Notification.objects.get(recipient=complaint.borrower.public_id)
    assert notice.template == "complaint.registered"
    assert notice.facts["number"] == complaint.number


def test_numbers_of_a_day_follow_each_other() -> None:
    assert [file().number[-4:], file().number[-4:]] == ["0001", "0002"]


def test_the_words_of_the_complaint_are_sealed() -> None:
    complaint = file()

    raw = Complaint.objects.values_list("text", flat=True).get(pk=complaint.pk)
    assert WORDS.encode() not in bytes(raw)
    assert Complaint.objects.get(pk=complaint.pk).text == WORDS


@pytest.mark.parametrize(
    ("field", "value"),
    [("category", "rubbish"), ("text", "短"), ("text", "长" * 5001), ("text", "   ")],
)
def test_refuses_what_nobody_could_handle(field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        file(**{field: value})

    assert refusal.value.errors[0].pointer == f"/{field}"
    assert not Complaint.objects.exists()


def test_nobody_complains_in_anothers_name() -> None:
    me, other = make_borrower(), make_borrower()

    with pytest.raises(NotFound):
        file(other, actor=me.as_actor())
    assert not Complaint.objects.exists()


def test_nobody_complains_about_anothers_loan() -> None:
    loan = make_test_loan()

    with pytest.raises(NotFound):
        file(make_borrower(), loan_id=loan.public_id)
    assert not Complaint.objects.exists()


def test_an_officer_may_file_for_a_borrower() -> None:
    borrower = make_borrower()

    complaint = file(borrower, actor=make_staff(Role.COMPLAINT_HANDLER).as_actor(), channel="phone")

    assert complaint.borrower == borrower


def test_a_handler_takes_answers_and_closes() -> None:
    complaint, handler = taken()

    answer_complaint(
        complaint_id=complaint.public_id, user=handler, text="已核实并更正，谢谢。", at=AT
    )
    closed = close_complaint(complaint_id=complaint.public_id, user=handler, at=AT)

    assert closed.state == ComplaintState.CLOSED
    assert closed.answer == "已核实并更正，谢谢。"


def test_only_complaint_handlers_take_complaints() -> None:
    complaint = file()

    with pytest.raises(NotAllowed):
        take_complaint(complaint_id=complaint.public_id, user=make_staff(Role.COLLECTOR), at=AT)
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.REGISTERED


def test_only_the_handler_answers() -> None:
    complaint, _ = taken()

    with pytest.raises(NotTheHandler):
        answer_complaint(
            complaint_id=complaint.public_id,
            user=make_staff(Role.COMPLAINT_HANDLER),
            text="已核实并更正。",
            at=AT,
        )


def test_an_answer_before_anybody_took_it_is_refused() -> None:
    complaint = file()

    with pytest.raises((NotTheHandler, IllegalMove)):
        answer_complaint(
            complaint_id=complaint.public_id,
            user=make_staff(Role.COMPLAINT_HANDLER),
            text="已核实并更正。",
            at=AT,
        )


def test_an_extension_needs_a_reason_and_tells_the_borrower() -> None:
    """RULES C2: told the new limit and why."""
    complaint, handler = taken()
    later = complaint.deadline + dt.timedelta(days=10)

    extended = extend_complaint(
        complaint_id=complaint.public_id,
        user=handler,
        deadline=later,
        reason="需调取通话录音",
        at=AT,
    )

    assert extended.deadline == later
    notice = Notification.objects.get(template="complaint.extended")
    assert notice.facts["reason"] == "需调取通话录音"


@pytest.mark.parametrize("days", [0, -1, 200])
def test_an_extension_is_later_and_within_sixty_working_days(days: int) -> None:
    complaint, handler = taken()

    with pytest.raises(ExtensionTooLong):
        extend_complaint(
            complaint_id=complaint.public_id,
            user=handler,
            deadline=complaint.deadline + dt.timedelta(days=days),
            reason="需调取通话录音",
            at=AT,
        )


def test_the_borrower_may_take_it_back_and_nobody_else_may() -> None:
    complaint = file()
    other = make_borrower()

    with pytest.raises(NotFound):
        withdraw_complaint(
            complaint_id=complaint.public_id, borrower_id=other.pk, actor=other.as_actor(), at=AT
        )
    withdrawn = withdraw_complaint(
        complaint_id=complaint.public_id,
        borrower_id=complaint.borrower_id,
        actor=complaint.borrower.as_actor(),
        at=AT,
    )
    assert withdrawn.state == ComplaintState.WITHDRAWN
