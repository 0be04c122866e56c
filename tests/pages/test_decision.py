"""Handing in, the decision with its reasons, and taking the offer."""

from __future__ import annotations

import pytest

from accounts.selectors import live_consent
from approvals.errors import NoPublishedRuleSet
from core.money import format_amount
from lending.models import Application, Contract
from lending.selectors import offers_of
from lending.states import ApplicationState as S
from products.quote_figures import figures_of
from tests.factories.accounts import make_borrower
from tests.factories.lending import approved, draft, drafted


def of(application: Application, step: str = "") -> str:
    return f"/applications/{application.public_id}/{step}"


@pytest.fixture
def decided_at_once(monkeypatch):
    """Stands for the rules: submits, and remembers how often it was asked."""
    from lending.services import submit_application

    calls = []

    def submit_and_decide(**facts):
        calls.append(facts)
        submit_application(**facts)

    monkeypatch.setattr("approvals.views.submit_and_decide", submit_and_decide)
    return calls


def test_what_is_missing_is_named_before_the_button(sign_in) -> None:
    newcomer = make_borrower(is_verified=False)
    application = draft(borrower=newcomer, bank_account_id=None)

    text = sign_in(newcomer).get(of(application, "submit/")).content.decode()

    assert "Still missing" in text
    assert f"/verify-identity/?next=/applications/{application.public_id}/submit/" in text
    assert "Hand in the application" not in text


def test_consent_to_the_credit_report_is_asked_apart_and_needed(sign_in, decided_at_once) -> None:
    """Credit bureau rules art. 18: no tick, no query."""
    who = make_borrower(purposes=("terms", "privacy"))
    application = draft(borrower=who)
    page = sign_in(who)

    refused = page.post(of(application, "submit/"))
    application.refresh_from_db()
    assert refused.status_code == 422
    assert (application.state, decided_at_once) == (S.DRAFT, [])
    assert live_consent(who.public_id, "credit_report") is None

    answer = page.post(of(application, "submit/"), {"credit_report": "on"})
    application.refresh_from_db()
    assert answer["Location"] == of(application)
    assert application.state == S.SUBMITTED
    assert live_consent(who.public_id, "credit_report") is not None


def test_handed_in_twice_is_decided_once(browser, ama, decided_at_once) -> None:
    application = draft(borrower=ama)

    browser.post(of(application, "submit/"))
    again = browser.post(of(application, "submit/"))

    assert again["Location"] == of(application)
    assert len(decided_at_once) == 1


def test_a_failing_decision_leaves_the_application_waiting(browser, ama, monkeypatch) -> None:
    """The submission stands; the page shows that it is being decided."""
    from lending.services import submit_application

    def submit_then_fail(**facts):
        submit_application(**facts)
        raise NoPublishedRuleSet(code="consumer-loan")

    monkeypatch.setattr("approvals.views.submit_and_decide", submit_then_fail)
    application = draft(borrower=ama)

    answer = browser.post(of(application, "submit/"), follow=True)

    assert "We are deciding" in answer.content.decode()


def test_waiting_page_renews_itself(browser, ama) -> None:
    from tests.factories.lending import submitted

    text = browser.get(of(submitted(borrower=ama))).content.decode()

    assert '<meta http-equiv="refresh" content="3">' in text


def test_offer_names_limit_instalment_and_whole_cost(browser, ama) -> None:
    application = approved(borrower=ama, limit="8000", amount="10000")

    text = browser.get(of(application)).content.decode()

    assert "¥8,000.00" in text
    assert "Take <span" in text
    for offer in offers_of(application):
        assert format_amount(figures_of(offer["quote"]).instalment, "CNY") in text


def test_another_choice_is_worked_out_before_it_is_taken(browser, ama) -> None:
    application = approved(borrower=ama, limit="10000")

    text = browser.get(of(application), {"amount": "5000", "instalments": "24"}).content.decode()

    assert 'name="amount" value="5000"' in text
    assert 'name="instalments" value="24"' in text


def test_taking_the_offer_leads_to_the_cost_statement(browser, ama) -> None:
    application = approved(borrower=ama)

    answer = browser.post(of(application, "accept/"), {"amount": "6000", "instalments": "6"})

    contract = Contract.objects.get(application=application)
    assert (str(contract.amount), contract.instalments) == ("6000.00", 6)
    assert answer["Location"] == f"/contracts/{contract.public_id}/"


def test_taking_it_twice_makes_one_contract(browser, ama) -> None:
    application = approved(borrower=ama)
    choice = {"amount": "6000", "instalments": "6"}

    first = browser.post(of(application, "accept/"), choice)
    second = browser.post(of(application, "accept/"), choice)

    assert first["Location"] == second["Location"]
    assert Contract.objects.filter(application=application).count() == 1


def test_more_than_the_limit_is_refused_beside_the_amount(browser, ama) -> None:
    """XC7."""
    application = approved(borrower=ama, limit="8000")

    answer = browser.post(of(application, "accept/"), {"amount": "9000", "instalments": "12"})

    assert answer.status_code == 422
    assert "from ¥1,000 to ¥8,000" in answer.content.decode()
    assert not Contract.objects.exists()


def test_declined_says_why_and_what_would_change_it(browser, ama, decline) -> None:
    application = decline(ama, "overdue_too_long", "score_below_floor")

    text = browser.get(of(application)).content.decode()

    assert "payments more than 90 days overdue" in text
    assert "Settle what is overdue" in text
    assert "/complaints/new/" in text


def test_contracted_page_leads_to_the_contract(browser, ama) -> None:
    contract = drafted(borrower=ama)

    text = browser.get(of(contract.application)).content.decode()

    assert f"/contracts/{contract.public_id}/" in text
