"""Collectors at the desk: their cases, contacts within the rules, and nothing at night."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.states import Role
from collection.models import CollectionCase, ContactAttempt
from core.calendar.business_date import institution_zone
from tests.desk.conftest import SignIn
from tests.repayments.book import close_days_until, make_test_loan

pytestmark = pytest.mark.django_db
LATE = dt.date(2026, 2, 20)
AFTERNOON = dt.datetime(2026, 2, 20, 15, 0, tzinfo=institution_zone())
NOBODY_AT_NIGHT = "Nobody may be contacted about a debt between 22:00 and 08:00."


@pytest.fixture
def case() -> CollectionCase:
    loan = make_test_loan()
    close_days_until(LATE)
    return CollectionCase.objects.get(loan=loan)


def page(case: CollectionCase) -> str:
    return reverse("admin:collections_collectioncase_change", args=[case.pk])


def button(case: CollectionCase, name: str) -> str:
    return reverse("admin:collections_collectioncase_do", args=[case.pk, name])


def contact(**changes: str) -> dict[str, str]:
    facts = {
        "channel": "call",
        "person": "debtor",
        "time": "10:30",
        "outcome": "answered",
        "note": "工资延迟，周五还款",
        "amount": "",
        "promised_for": "",
    }
    return {**facts, **changes}


def test_a_collector_takes_a_case_records_a_contact_and_gives_it_back(
    sign_in: SignIn, case: CollectionCase
) -> None:
    collector = sign_in(Role.COLLECTOR)
    assert button(case, "contact") not in collector.get(page(case)).text

    collector.post(button(case, "claim"))
    with time_machine.travel(AFTERNOON, tick=False):
        answer = collector.post(button(case, "contact"), contact())

    assert answer.status_code == 302
    kept = ContactAttempt.objects.get(case=case)
    assert kept.contacted_at.astimezone(institution_zone()).time() == dt.time(10, 30)
    assert "工资延迟，周五还款" in collector.get(page(case)).text
    assert collector.post(button(case, "release"), {"reason": "休假"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.collector_id) == ("open", None)


@pytest.mark.parametrize("time", ["22:00", "07:59", "00:00"])
def test_a_contact_at_night_is_refused_in_plain_words(
    sign_in: SignIn, case: CollectionCase, time: str
) -> None:
    """K1."""
    collector = sign_in(Role.COLLECTOR)
    collector.post(button(case, "claim"))
    evening = AFTERNOON.replace(hour=22, minute=30)

    with time_machine.travel(evening, tick=False):
        answer = collector.post(
            button(case, "contact"), contact(time=time), headers={"Accept-Language": "en"}
        )

    assert answer.status_code == 422
    assert answer.text.count(NOBODY_AT_NIGHT) == 2  # the rule stands in the form, and as refusal
    assert not ContactAttempt.objects.exists()


def test_nothing_is_recorded_before_it_happened(sign_in: SignIn, case: CollectionCase) -> None:
    """K5: a record is true."""
    collector = sign_in(Role.COLLECTOR)
    collector.post(button(case, "claim"))

    with time_machine.travel(AFTERNOON, tick=False):
        answer = collector.post(button(case, "contact"), contact(time="16:00"))

    assert answer.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_a_contact_with_somebody_else_is_refused(sign_in: SignIn, case: CollectionCase) -> None:
    """K3."""
    collector = sign_in(Role.COLLECTOR)
    collector.post(button(case, "claim"))

    with time_machine.travel(AFTERNOON, tick=False):
        answer = collector.post(button(case, "contact"), contact(person="other"))

    assert answer.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_a_promise_has_an_amount_and_a_date(sign_in: SignIn, case: CollectionCase) -> None:
    collector = sign_in(Role.COLLECTOR)
    collector.post(button(case, "claim"))
    promised = contact(outcome="promised", amount="200", promised_for="2026-02-25")

    with time_machine.travel(AFTERNOON, tick=False):
        for wrong in (contact(outcome="promised"), {**promised, "outcome": "answered"}):
            assert collector.post(button(case, "contact"), wrong).status_code == 422
        assert collector.post(button(case, "contact"), promised).status_code == 302

    promise = case.promises.get()
    assert (str(promise.amount), promise.promised_for) == ("200.00", dt.date(2026, 2, 25))
    for address in (
        page(case),
        reverse("admin:collections_promisetopay_changelist"),
        reverse("admin:collections_promisetopay_change", args=[promise.pk]),
    ):
        assert "¥200.00" in collector.get(address).text


def test_a_colleagues_case_has_no_buttons(sign_in: SignIn, case: CollectionCase) -> None:
    sign_in(Role.COLLECTOR).post(button(case, "claim"))
    other = sign_in(Role.COLLECTOR)

    assert "/do/" not in other.get(page(case)).text
    with time_machine.travel(AFTERNOON, tick=False):
        assert other.post(button(case, "contact"), contact()).status_code == 403
    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize("role", [Role.FINANCE, Role.COMPLIANCE, Role.AUDITOR])
def test_others_read_cases_and_press_nothing(
    sign_in: SignIn, case: CollectionCase, role: Role
) -> None:
    client = sign_in(role)

    assert "/do/" not in client.get(page(case)).text
    assert client.post(button(case, "claim")).status_code == 403
    case.refresh_from_db()
    assert case.state == "open"


def test_the_list_asks_as_often_for_many_as_for_one(
    sign_in: SignIn, case: CollectionCase, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        make_test_loan()
        close_days_until(dt.date(2026, 2, 20))
    collector = sign_in(Role.COLLECTOR)

    with django_assert_max_num_queries(15):
        shown = collector.get(reverse("admin:collections_collectioncase_changelist")).text

    assert shown.count("case_") >= 4
    assert case.loan.borrower.name not in shown


def test_the_page_of_a_case_asks_little(
    sign_in: SignIn, case: CollectionCase, django_assert_max_num_queries
) -> None:
    collector = sign_in(Role.COLLECTOR)

    with django_assert_max_num_queries(30):
        shown = collector.get(page(case)).text

    assert case.loan.borrower.name not in shown
    assert case.loan.borrower.phone not in shown


def test_contacts_are_read_only_for_ever(sign_in: SignIn, case: CollectionCase) -> None:
    collector = sign_in(Role.COLLECTOR)
    collector.post(button(case, "claim"))
    with time_machine.travel(AFTERNOON, tick=False):
        collector.post(button(case, "contact"), contact())
    kept = ContactAttempt.objects.get(case=case)
    compliance = sign_in(Role.COMPLIANCE)
    address = reverse("admin:collections_contactattempt_change", args=[kept.pk])

    assert "工资延迟，周五还款" in compliance.get(address).text
    assert compliance.post(address, {"note": "changed"}).status_code == 405
    assert compliance.get(reverse("admin:collections_contactattempt_changelist")).status_code == 200
