"""Two people, each with their own power, each with a note (SC2, SC14, SC15, CL4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.states import Role
from approvals.errors import ReviewClaimedByAnother, ReviewHasBegun, ReviewNotClaimed
from approvals.models import Decision, ReviewCase, ReviewNote
from approvals.selectors import (
    decision_view,
    late_reviews,
    latest_decision,
    notes_of,
    review_queue,
)
from approvals.services import (
    block_borrower,
    claim_review,
    decide_application,
    decide_second_review,
    lift_block,
    look_at_report,
    pass_first_review,
    release_review,
)
from core.errors import IllegalMove, InvalidInput, MakerIsChecker, NotAllowed, NotFound
from core.models import AuditEntry
from lending.services import recall_application
from tests.approvals.review_cases import AT, BORDERLINE
from tests.factories.accounts import make_staff

LATER = AT + dt.timedelta(minutes=10)


def _passed(case, first):
    return pass_first_review(
        case_id=case.public_id, user=first, recommendation="approve", note="income seen", at=LATER
    )


def test_two_people_approve(referred, first, senior):
    claim_review(case_id=referred.public_id, user=first, at=LATER)
    _passed(referred, first)
    claim_review(case_id=referred.public_id, user=senior, at=LATER)
    decide_second_review(
        case_id=referred.public_id,
        user=senior,
        outcome="approve",
        limit="8000.00",
        note="agreed, lower",
        at=LATER,
    )

    case = ReviewCase.objects.get(pk=referred.pk)
    application = case.application
    assert (case.state, case.first_reviewer, case.second_reviewer) == ("approved", first, senior)
    assert case.closed_at == LATER
    assert (application.state, application.limit) == ("approved", Decimal("8000.00"))
    decision = latest_decision(application)
    machine = Decision.objects.get(review=None)
    grid = {"A": "7.30", "B": "10.95", "C": "14.60", "D": "18.25"}
    assert decision.annual_rate == Decimal(grid[machine.grade])
    assert (decision.review, decision.decided_by) == (case, senior.full_name)
    assert [note.text for note in notes_of(case)] == ["income seen", "agreed, lower"]
    assert decision_view(decision, "en")["limit"] == "8000.00"


def test_the_amount_asked_for_is_the_limit_when_none_is_named(referred, first, senior):
    _passed(referred, first)
    decide_second_review(
        case_id=referred.public_id, user=senior, outcome="approve", note="fine", at=LATER
    )

    referred.application.refresh_from_db()
    assert referred.application.limit == Decimal("10000.00")


def test_the_first_reviewer_may_decline_with_a_ground(referred, first):
    """SC14: passes or rejects with notes."""
    pass_first_review(
        case_id=referred.public_id,
        user=first,
        recommendation="decline",
        note="pay slips do not match",
        reason_codes=["income_not_proven"],
        at=LATER,
    )

    referred.refresh_from_db()
    referred.application.refresh_from_db()
    decision = latest_decision(referred.application)
    assert (referred.state, referred.application.state) == ("declined", "declined")
    assert [r["code"] for r in decision.reasons] == ["income_not_proven"]


def test_the_second_reviewer_may_decline_or_send_back(referred, first, senior):
    _passed(referred, first)
    decide_second_review(
        case_id=referred.public_id, user=senior, outcome="send_back", note="see tax", at=LATER
    )
    referred.refresh_from_db()
    assert (referred.state, referred.first_reviewer) == ("first_review", None)

    _passed(referred, first)
    decide_second_review(
        case_id=referred.public_id, user=senior, outcome="decline", note="no", at=LATER
    )
    referred.refresh_from_db()
    assert (referred.state, referred.first_reviewer, referred.second_reviewer) == (
        "declined",
        first,
        senior,
    )
    assert [r["code"] for r in Decision.objects.latest("pk").reasons] == ["review_declined"]


def test_one_person_with_both_roles_cannot_make_both_reviews(referred, nothing_moves):
    """SC2."""
    both = make_staff(Role.FIRST_REVIEWER, Role.SENIOR_REVIEWER)
    _passed(referred, both)
    nothing_moves()

    with pytest.raises(MakerIsChecker):
        claim_review(case_id=referred.public_id, user=both, at=LATER)
    with pytest.raises(MakerIsChecker):
        decide_second_review(
            case_id=referred.public_id, user=both, outcome="approve", note="fine", at=LATER
        )

    nothing_moves()


def test_the_database_itself_wants_two_people(referred, first):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewCase.objects.filter(pk=referred.pk).update(
            first_reviewer=first, second_reviewer=first
        )


@pytest.mark.parametrize("role", [Role.SENIOR_REVIEWER, Role.FINANCE, Role.ADMIN, Role.RISK])
def test_other_roles_cannot_make_the_first_review(referred, nothing_moves, role):
    user = make_staff(role)
    nothing_moves()

    with pytest.raises(NotAllowed):
        claim_review(case_id=referred.public_id, user=user, at=LATER)
    with pytest.raises(NotAllowed):
        _passed(referred, user)

    nothing_moves()


def test_a_first_reviewer_cannot_make_the_second_review(referred, first, nothing_moves):
    other = make_staff(Role.FIRST_REVIEWER)
    _passed(referred, first)
    nothing_moves()

    with pytest.raises(NotAllowed):
        decide_second_review(
            case_id=referred.public_id, user=other, outcome="approve", note="fine", at=LATER
        )

    nothing_moves()


def test_a_claimed_case_is_closed_to_colleagues_until_released(referred, first, nothing_moves):
    other = make_staff(Role.FIRST_REVIEWER)
    claim_review(case_id=referred.public_id, user=first, at=LATER)
    nothing_moves()

    with pytest.raises(ReviewClaimedByAnother):
        claim_review(case_id=referred.public_id, user=other, at=LATER)
    with pytest.raises(ReviewClaimedByAnother):
        _passed(referred, other)
    with pytest.raises(ReviewNotClaimed):
        release_review(case_id=referred.public_id, user=other, at=LATER)
    claim_review(case_id=referred.public_id, user=first, at=LATER)
    nothing_moves()

    release_review(case_id=referred.public_id, user=first, at=LATER)
    assert claim_review(case_id=referred.public_id, user=other, at=LATER).claimed_by_id == other.pk


def test_an_inactive_officer_can_do_nothing(referred, first):
    first.is_active = False

    with pytest.raises(NotAllowed):
        claim_review(case_id=referred.public_id, user=first, at=LATER)


@pytest.mark.parametrize("note", ["", "   ", "x" * 4001])
def test_a_review_needs_a_note(referred, first, nothing_moves, note):
    nothing_moves()

    with pytest.raises(InvalidInput) as refused:
        pass_first_review(
            case_id=referred.public_id, user=first, recommendation="approve", note=note, at=LATER
        )

    assert refused.value.errors[0].pointer == "/note"
    nothing_moves()


@pytest.mark.parametrize(
    "limit", ["999.99", "50000.01", "60000", "1050.00", "-5", "NaN", "1e4", "0", 1.5, "ten"]
)
def test_a_limit_stays_within_product_and_steps(referred, first, senior, nothing_moves, limit):
    _passed(referred, first)
    nothing_moves()

    with pytest.raises(InvalidInput) as refused:
        decide_second_review(
            case_id=referred.public_id,
            user=senior,
            outcome="approve",
            limit=limit,
            note="fine",
            at=LATER,
        )

    assert refused.value.errors[0].pointer == "/limit"
    nothing_moves()


def test_a_limit_stays_within_the_room_under_the_cap(referred, first, senior, settings):
    _passed(referred, first)
    settings.LOANWRIGHT_EXPOSURE_CAP = Decimal("9000.00")

    with pytest.raises(InvalidInput, match="9000"):
        decide_second_review(
            case_id=referred.public_id, user=senior, outcome="approve", note="fine", at=LATER
        )


@pytest.mark.parametrize(
    "bad",
    [
        {"recommendation": "send_back"},
        {"recommendation": ""},
        {"reason_codes": ["below_age"]},
        {"reason_codes": ["nonsense"]},
    ],
)
def test_only_known_words_are_taken(referred, first, nothing_moves, bad):
    nothing_moves()

    with pytest.raises(InvalidInput):
        pass_first_review(
            **{
                "case_id": referred.public_id,
                "user": first,
                "recommendation": "decline",
                "note": "x",
                "at": LATER,
                **bad,
            }
        )

    nothing_moves()


def test_a_closed_case_cannot_be_reviewed_again(referred, first, senior, nothing_moves):
    _passed(referred, first)
    decide_second_review(
        case_id=referred.public_id, user=senior, outcome="approve", note="fine", at=LATER
    )
    nothing_moves()

    with pytest.raises(IllegalMove):
        _passed(referred, make_staff(Role.FIRST_REVIEWER, username="late_one"))
    with pytest.raises(IllegalMove):
        decide_second_review(
            case_id=referred.public_id, user=senior, outcome="decline", note="no", at=LATER
        )
    with pytest.raises(ReviewNotClaimed):
        release_review(case_id=referred.public_id, user=senior, at=LATER)


def test_the_second_desk_is_not_reached_before_the_first(referred, senior, nothing_moves):
    nothing_moves()

    with pytest.raises(IllegalMove):
        decide_second_review(
            case_id=referred.public_id, user=senior, outcome="approve", note="fine", at=LATER
        )

    nothing_moves()


def test_nobody_reviews_their_own_application(referred, first):
    borrower = referred.application.borrower
    borrower.user = first
    borrower.save()

    with pytest.raises(NotAllowed):
        claim_review(case_id=referred.public_id, user=first, at=LATER)


def test_a_begun_review_cannot_be_recalled(referred, first, nothing_moves):
    """SC9: recall before review."""
    claim_review(case_id=referred.public_id, user=first, at=LATER)
    nothing_moves()

    with pytest.raises(ReviewHasBegun):
        recall_application(
            application_id=referred.application.public_id,
            actor=referred.application.borrower.as_actor(),
            at=LATER,
        )

    nothing_moves()


def test_notes_and_decisions_never_change(referred, first):
    _passed(referred, first)

    for rows in (ReviewNote.objects.all(), Decision.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewNote.objects.update(text="nothing found")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(outcome="decline")


def test_the_queue_shows_each_role_its_desk_the_oldest_first(submitted, first, senior):
    cases = []
    for minute in (2, 1):
        application = submitted(sequence=BORDERLINE, product="AL2")
        decide_application(
            application_id=application.public_id, at=AT + dt.timedelta(minutes=minute)
        )
        cases.append(ReviewCase.objects.get(application=application))

    assert list(review_queue(first)) == cases[::-1]
    assert list(review_queue(senior)) == []
    _passed(cases[0], first)
    assert list(review_queue(senior)) == [cases[0]]
    with pytest.raises(NotAllowed):
        review_queue(make_staff(Role.COLLECTOR))


def test_the_queue_takes_one_query(referred, first, django_assert_num_queries):
    queue = review_queue(first)  # reads the officer's roles

    with django_assert_num_queries(1):
        [(c.application.borrower.pk, c.application.product_version.product.code) for c in queue]


def test_a_case_is_late_after_sixty_minutes(referred):
    """AL3."""
    assert list(late_reviews(AT + dt.timedelta(minutes=60))) == []
    assert list(late_reviews(AT + dt.timedelta(minutes=60, seconds=1))) == [referred]


def test_each_look_at_the_report_is_logged_with_its_reason(referred, first):
    """XC6."""
    claim_review(case_id=referred.public_id, user=first, at=LATER)
    report = referred.application.credit_reports.get()

    content = look_at_report(
        report_id=report.public_id, user=first, reason="first review", at=LATER
    )

    assert content["score"] == 600
    entry = AuditEntry.objects.get(action="approvals.look_at_report")
    assert (entry.actor_id, entry.subject_id, entry.reason) == (
        first.username,
        report.public_id,
        "first review",
    )
    assert "600" not in str(entry.details)


def test_a_report_is_closed_to_who_does_not_work_on_the_case(referred, first, nothing_moves):
    report = referred.application.credit_reports.get()
    nothing_moves()

    for user in (first, make_staff(Role.FINANCE), make_staff(Role.SENIOR_REVIEWER)):
        with pytest.raises(NotAllowed):
            look_at_report(report_id=report.public_id, user=user, reason="curious", at=LATER)
    with pytest.raises(InvalidInput):
        look_at_report(report_id=report.public_id, user=make_staff(Role.RISK), reason=" ", at=LATER)
    with pytest.raises(NotFound):
        look_at_report(report_id="rep_nobody", user=first, reason="x", at=LATER)


def test_a_blocked_borrower_is_declined_until_the_block_is_lifted(submitted):
    risk = make_staff(Role.RISK)
    blocked, lifted = submitted(), submitted()
    for application in (blocked, lifted):
        block_borrower(
            borrower_id=application.borrower.public_id, user=risk, reason="forged papers", at=AT
        )
    lift_block(borrower_id=lifted.borrower.public_id, user=risk, reason="mistaken", at=AT)

    outcomes = [
        decide_application(application_id=application.public_id, at=AT).outcome
        for application in (blocked, lifted)
    ]

    assert outcomes == ["decline", "approve"]


def test_only_risk_and_compliance_block(submitted, first):
    application = submitted()

    with pytest.raises(NotAllowed):
        block_borrower(borrower_id=application.borrower.public_id, user=first, reason="x", at=AT)
