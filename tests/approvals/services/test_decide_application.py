"""The machine decides a clean application at once, and leaves the rest to people with a reason."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, connections

from approvals.errors import NoPublishedRuleSet
from approvals.models import BureauAttempt, CreditReport, Decision, ReviewCase
from approvals.selectors import decision_view, latest_decision
from approvals.services import decide_application, decide_waiting, submit_and_decide
from core.errors import NotFound
from core.models import AuditEntry, Notification
from lending.models import Application
from lending.services import recall_application, submit_application, withdraw_application
from tests.approvals.review_cases import AT, BAD, BORDERLINE, CLEAN, DOWN, THIN

LATER = AT + dt.timedelta(minutes=1)


def test_approves_a_clean_small_application_at_once(submitted):
    """DM6."""
    application = submitted(sequence=CLEAN)

    decision = decide_application(application_id=application.public_id, at=AT)

    application.refresh_from_db()
    assert decision.outcome == "approve"
    assert application.state == "approved"
    assert application.limit == decision.limit == Decimal("20000.00")
    assert application.offered_rate == Decimal("18.25")
    assert Notification.objects.get().template == "application.approved"


def test_prices_by_grade_within_the_products_grid(submitted):
    """AL2: from 0.02 % a day, 7.30 % a year."""
    application = submitted(sequence=CLEAN, product="AL2")

    decision = decide_application(application_id=application.public_id, at=AT)

    assert (decision.grade, decision.annual_rate) == ("A", Decimal("7.3"))


def test_declines_with_reasons_ranked(submitted):
    application = submitted(sequence=BAD, product="AL2")

    decision = decide_application(application_id=application.public_id, at=AT)

    application.refresh_from_db()
    assert application.state == "declined"
    assert [r["code"] for r in decision.reasons] == ["overdue_too_long", "score_below_floor"]
    assert decision.limit is None
    assert Notification.objects.get().template == "application.declined"


@pytest.mark.parametrize(
    ("sequence", "code"), [(BORDERLINE, "score_near_floor"), (THIN, "thin_file")]
)
def test_refers_with_a_reason_and_a_service_clock(submitted, sequence, code):
    """AL3: 60 minutes."""
    application = submitted(sequence=sequence, product="AL2")

    decision = decide_application(application_id=application.public_id, at=AT)

    application.refresh_from_db()
    case = ReviewCase.objects.get(application=application)
    assert application.state == "in_review"
    assert code in [r["code"] for r in decision.reasons]
    assert case.due_at == AT + dt.timedelta(minutes=60)


def test_keeps_inputs_versions_and_trace_but_no_personal_data(submitted):
    """DM2."""
    application = submitted()

    decision = decide_application(application_id=application.public_id, at=AT)

    decision.refresh_from_db()
    assert str(decision.rule_set) == "consumer-loan v1"
    assert decision.inputs["age_years"] == 35
    assert decision.inputs["bureau_score"] == 780
    assert decision.inputs["requested_cents"] == 1_000_000
    assert decision.trace["scorecard"]["grade"] == decision.grade
    borrower = application.borrower
    assert borrower.resident_id not in str((decision.inputs, decision.trace))
    assert borrower.name not in str((decision.inputs, decision.trace))


def test_asks_the_bureau_once_and_keeps_the_report_sealed(submitted):
    """DM4, RULES D11."""
    application = submitted()

    decide_application(application_id=application.public_id, at=AT)

    report = CreditReport.objects.get(application=application)
    assert report.purpose == "loan_application"
    assert report.consent.purpose == "credit_report"
    assert list(BureauAttempt.objects.values_list("error", flat=True)) == [""]
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM approvals_creditreport")
        assert b"score" not in bytes(cursor.fetchone()[0])


def test_never_asks_the_bureau_without_live_consent(submitted, withdraw_report_consent):
    """RULES D11: the query is refused; an officer takes over."""
    application = submitted()
    withdraw_report_consent(application)

    decision = decide_application(application_id=application.public_id, at=AT)

    assert BureauAttempt.objects.count() == 0
    assert decision.outcome == "refer"
    assert "consent_missing" in [r["code"] for r in decision.reasons]


def test_a_silent_bureau_is_asked_three_times_then_people_decide(submitted, bureau_down):
    """DM4: retry, then a manual task."""
    application = submitted()

    first = decide_application(application_id=application.public_id, at=AT)
    second = decide_application(application_id=application.public_id, at=LATER)
    application.refresh_from_db()
    assert (first, second, application.state) == (None, None, "submitted")
    third = decide_application(
        application_id=application.public_id, at=LATER + dt.timedelta(minutes=1)
    )

    application.refresh_from_db()
    assert application.state == "in_review"
    assert [r["code"] for r in third.reasons] == ["bureau_unavailable"]
    errors = BureauAttempt.objects.values_list("error", flat=True)
    assert [error.split(":")[0] for error in errors] == ["bureau_unavailable"] * 3


def test_a_bureau_out_of_service_counts_as_silent(submitted):
    application = submitted(sequence=DOWN)

    assert decide_application(application_id=application.public_id, at=AT) is None
    assert BureauAttempt.objects.get().error == "bureau_unavailable: answered 503"


def test_a_minor_is_declined_even_when_the_bureau_is_silent(submitted, bureau_down):
    """RULES A11: 18 on the business date, not a day earlier."""
    tomorrow = dt.date(AT.year - 18, AT.month, AT.day) + dt.timedelta(days=1)
    application = submitted(born_on=tomorrow)
    for minute in range(3):
        decision = decide_application(
            application_id=application.public_id, at=AT + dt.timedelta(minutes=minute)
        )

    assert decision.outcome == "decline"
    assert decision.inputs["age_years"] == 17
    assert [r["code"] for r in decision.reasons] == ["below_age"]


def test_whoever_is_18_today_may_borrow(submitted):
    application = submitted(born_on=dt.date(AT.year - 18, AT.month, AT.day))

    decision = decide_application(application_id=application.public_id, at=AT)

    assert (decision.inputs["age_years"], decision.outcome) == (18, "approve")


def test_deciding_twice_gives_one_decision(submitted):
    application = submitted()

    decide_application(application_id=application.public_id, at=AT)

    assert decide_application(application_id=application.public_id, at=AT) is None
    assert Decision.objects.count() == 1
    assert CreditReport.objects.count() == 1


def test_a_recall_before_the_decision_wins(submitted):
    """SC9."""
    application = submitted()
    recall_application(
        application_id=application.public_id, actor=application.borrower.as_actor(), at=AT
    )

    assert decide_application(application_id=application.public_id, at=AT) is None
    application.refresh_from_db()
    assert application.state == "recalled"
    assert (Decision.objects.count(), BureauAttempt.objects.count()) == (0, 0)


def test_a_recall_cancels_an_untouched_case_and_a_new_submission_is_decided_anew(referred):
    application = referred.application
    actor = application.borrower.as_actor()

    recall_application(application_id=application.public_id, actor=actor, at=LATER)
    referred.refresh_from_db()
    application.refresh_from_db()
    assert referred.state == "cancelled"
    assert latest_decision(application) is None

    decision = submit_and_decide(application_id=application.public_id, actor=actor, at=LATER)

    assert decision.outcome == "refer"
    assert ReviewCase.objects.filter(application=application).count() == 2
    assert CreditReport.objects.count() == 1


def test_withdrawing_ends_the_case_whoever_has_it(referred, first):
    ReviewCase.objects.filter(pk=referred.pk).update(claimed_by=first)

    withdraw_application(
        application_id=referred.application.public_id,
        actor=referred.application.borrower.as_actor(),
        at=LATER,
    )

    referred.refresh_from_db()
    assert referred.state == "cancelled"


def test_without_published_rules_nothing_is_decided(submitted, monkeypatch):
    application = submitted()
    version = application.product_version
    type(version).objects.filter(pk=version.pk).update(rule_set="nobody")

    with pytest.raises(NoPublishedRuleSet):
        decide_application(application_id=application.public_id, at=AT)

    application.refresh_from_db()
    assert application.state == "submitted"
    assert Decision.objects.count() == 0


def test_an_unknown_application_is_not_found(house):
    with pytest.raises(NotFound):
        decide_application(application_id="app_nobody", at=AT)


def test_the_doorbell_decides_what_was_left_behind_and_rests_the_bureau(submitted, bureau_down):
    left = submitted()
    assert decide_waiting(AT + dt.timedelta(seconds=4)) == 0
    assert BureauAttempt.objects.count() == 0

    decide_waiting(AT + dt.timedelta(seconds=6))
    decide_waiting(AT + dt.timedelta(seconds=16))
    assert BureauAttempt.objects.count() == 1
    decide_waiting(AT + dt.timedelta(seconds=66))
    assert decide_waiting(AT + dt.timedelta(seconds=126)) == 1

    left.refresh_from_db()
    assert left.state == "in_review"


def test_one_that_breaks_does_not_hold_up_the_others(submitted):
    broken, sound = submitted(), submitted(product="AL2")
    version = broken.product_version
    type(version).objects.filter(pk=version.pk).update(rule_set="nobody")

    with pytest.raises(ExceptionGroup) as group:
        decide_waiting(LATER)

    assert [type(e) for e in group.value.exceptions] == [NoPublishedRuleSet]
    sound.refresh_from_db()
    assert sound.state == "approved"


def test_the_applicant_sees_outcome_offers_and_reasons_in_their_language(submitted):
    """INTERFACES 3, RULES D6."""
    application = submitted(sequence=BAD)
    decide_application(application_id=application.public_id, at=AT)
    application.refresh_from_db()

    view = decision_view(latest_decision(application), "en")

    assert (view["outcome"], view["limit"], view["offers"]) == ("decline", None, [])
    assert view["reasons"][0] == {
        "code": "overdue_too_long",
        "text": "Your credit report shows payments more than 90 days overdue.",
        "advice": "Settle what is overdue; if the report is wrong, ask the bureau to correct it.",
    }


def test_an_approval_shows_offers_within_the_limit(submitted):
    application = submitted(product="AL2")
    decide_application(application_id=application.public_id, at=AT)
    application.refresh_from_db()

    view = decision_view(latest_decision(application), "zh-hans")

    assert view["limit"] == "30000.00"
    assert [offer["instalments"] for offer in view["offers"]] == [3, 6, 12, 24]
    assert {offer["amount"] for offer in view["offers"]} == {"10000.00"}


def test_everything_is_on_record(submitted):
    application = submitted()
    decide_application(application_id=application.public_id, at=AT)

    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "approvals.ask_bureau",
        "approvals.fetch_report",
        "approvals.decide_application",
        "lending.approve_application",
    } <= actions


def test_queries_do_not_grow_with_the_borrowers_history(submitted, django_assert_max_num_queries):
    application = submitted()

    with django_assert_max_num_queries(60):
        decide_application(application_id=application.public_id, at=AT)


@pytest.mark.real_commits
def test_two_deciders_at_once_make_one_decision(submitted):
    """The application's lock admits one; the other finds nothing to decide."""
    application = submitted()
    barrier = threading.Barrier(4)
    results = []

    def decide() -> None:
        barrier.wait()
        try:
            results.append(decide_application(application_id=application.public_id, at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 4
    assert len([r for r in results if r is not None]) == 1
    assert Decision.objects.count() == 1
    assert BureauAttempt.objects.count() == 1
    assert Application.objects.get(pk=application.pk).state == "approved"


def test_a_report_at_hand_is_not_used_after_consent_is_withdrawn(referred, withdraw_report_consent):
    """PIPL 15, RULES D11: withdrawn is withdrawn, also for what was fetched before."""
    application = referred.application
    recall_application(
        application_id=application.public_id, actor=application.borrower.as_actor(), at=LATER
    )
    submit_application(
        application_id=application.public_id, actor=application.borrower.as_actor(), at=LATER
    )
    withdraw_report_consent(application)

    decision = decide_application(application_id=application.public_id, at=LATER)

    assert decision.credit_report is None
    assert "consent_missing" in [r["code"] for r in decision.reasons]
