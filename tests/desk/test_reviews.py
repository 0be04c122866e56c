"""The reviewers' workspace: two people, notes, grounds, looks on record (CL4, SC2, SC14, SC15, XC6)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.states import Role
from approvals.models import ReviewCase, ReviewNote
from approvals.services import claim_review, pass_first_review
from core.models import AuditEntry
from tests.approvals.review_cases import AT
from tests.desk.conftest import SignIn


def _page(case: ReviewCase) -> str:
    return reverse("admin:approvals_reviewcase_change", args=[case.pk])


def _do(case: ReviewCase, name: str) -> str:
    return reverse("admin:approvals_reviewcase_do", args=[case.pk, name])


def _passed(case: ReviewCase, officer: Any) -> None:
    claim_review(case_id=case.public_id, user=officer, at=AT)
    pass_first_review(
        case_id=case.public_id, user=officer, recommendation="approve", note="Payslips fit.", at=AT
    )


def test_the_decision_and_its_reasons_stand_on_the_page(
    referred: ReviewCase, sign_in: SignIn
) -> None:
    body = sign_in(Role.FIRST_REVIEWER).get(_page(referred)).content.decode()

    assert "转人工审批" in body
    assert "您的信用评分接近本产品的最低要求" in body
    assert str(referred.application.borrower.name) not in body
    assert referred.application.borrower.masked_name in body


def test_a_case_goes_from_desk_to_desk_by_two_people(referred: ReviewCase, sign_in: SignIn) -> None:
    first, second = sign_in(Role.FIRST_REVIEWER), sign_in(Role.SENIOR_REVIEWER)

    assert _do(referred, "claim") in first.get(_page(referred)).content.decode()
    first.post(_do(referred, "claim"))
    first.post(_do(referred, "pass"), {"note": "Payslips fit."})
    assert "Payslips fit." in second.get(_page(referred)).content.decode()
    second.post(_do(referred, "claim"))
    answer = second.post(_do(referred, "approve"), {"limit": "8000.00", "note": "Agreed."})

    assert answer.status_code == 302
    referred.refresh_from_db()
    assert (referred.state, referred.application.limit) == ("approved", 8000)
    assert (referred.first_reviewer, referred.second_reviewer) == (first.officer, second.officer)


def test_one_person_with_both_roles_has_no_button_and_is_refused(
    referred: ReviewCase, sign_in: SignIn
) -> None:
    """SC2: the same person cannot do first and second review of one case."""
    both = sign_in(Role.FIRST_REVIEWER, Role.SENIOR_REVIEWER)
    _passed(referred, both.officer)

    body = both.get(_page(referred)).content.decode()
    answer = both.post(_do(referred, "approve"), {"limit": "8000.00", "note": "Agreed."})

    assert _do(referred, "claim") not in body
    assert _do(referred, "approve") not in body
    assert answer.status_code == 403
    assert "须由另一人审批" in answer.content.decode()
    referred.refresh_from_db()
    assert referred.state == "second_review"


def test_refusals_stand_beside_their_fields_and_nothing_is_saved(
    referred: ReviewCase, sign_in: SignIn
) -> None:
    _passed(referred, sign_in(Role.FIRST_REVIEWER).officer)
    second = sign_in(Role.SENIOR_REVIEWER)
    notes = ReviewNote.objects.count()

    without_note = second.post(_do(referred, "approve"), {"limit": "8000.00", "note": ""})
    too_much = second.post(_do(referred, "approve"), {"limit": "900000.00", "note": "Agreed."})

    assert without_note.status_code == too_much.status_code == 422
    assert 'id="id_limit_error"' in too_much.content.decode()
    assert ReviewNote.objects.count() == notes


def test_a_refusal_names_its_ground(referred: ReviewCase, sign_in: SignIn) -> None:
    first = sign_in(Role.FIRST_REVIEWER)
    first.post(_do(referred, "claim"))

    form = first.get(_do(referred, "decline")).content.decode()
    first.post(
        _do(referred, "decline"), {"note": "No proof.", "reason_codes": ["income_not_proven"]}
    )

    assert "income_not_proven" in form
    referred.refresh_from_db()
    assert referred.state == "declined"


def test_the_credit_report_opens_for_a_reason_only(referred: ReviewCase, sign_in: SignIn) -> None:
    """XC6: each look is logged."""
    first = sign_in(Role.FIRST_REVIEWER)
    first.post(_do(referred, "claim"))
    looks = AuditEntry.objects.filter(action="approvals.look_at_report")

    refused = first.post(_do(referred, "report"), {"reason": " "})
    assert (refused.status_code, looks.count()) == (422, 0)
    shown = first.post(_do(referred, "report"), {"reason": "Check of the obligations"})

    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert "monthly obligations" in shown.content.decode()
    assert [look.reason for look in looks] == ["Check of the obligations"]


def test_others_cannot_open_or_press(referred: ReviewCase, sign_in: SignIn) -> None:
    collector = sign_in(Role.COLLECTOR)

    assert collector.get(_page(referred)).status_code == 403
    assert collector.post(_do(referred, "claim")).status_code == 403


def test_the_landing_page_shows_what_waits(referred: ReviewCase, sign_in: SignIn) -> None:
    body = sign_in(Role.FIRST_REVIEWER).get(reverse("admin:index")).content.decode()

    assert _page(referred) in body
    assert (
        _page(referred) not in sign_in(Role.COLLECTOR).get(reverse("admin:index")).content.decode()
    )


def test_a_number_leads_to_its_page(referred: ReviewCase, sign_in: SignIn) -> None:
    find = reverse("admin:find")

    found = sign_in(Role.FIRST_REVIEWER).get(find, {"number": referred.public_id})
    hidden = sign_in(Role.COLLECTOR).get(find, {"number": referred.public_id})

    assert found["Location"] == _page(referred)
    assert hidden["Location"] == reverse("admin:index")
