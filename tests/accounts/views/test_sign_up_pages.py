from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Borrower, Consent
from tests.accounts.conftest import CODE
from tests.factories.accounts import PASSWORD, make_borrower

PHONE = "13812345678"


@pytest.fixture
def browser(client, phone, django_capture_on_commit_callbacks) -> Client:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/sign-up/", {"phone": PHONE})
    assert answer.status_code == 302
    assert answer.url == "/sign-up/code/"
    return client


def finish(browser: Client, **changes):
    typed = {"code": CODE, "password": PASSWORD, "terms": "on", "privacy": "on", **changes}
    return browser.post("/sign-up/code/", {k: v for k, v in typed.items() if v})


def test_signs_up_by_phone_code_password_and_consents(browser, phone):
    key_before = browser.session.session_key

    answer = finish(browser)

    assert answer.status_code == 302
    assert answer.url == "/"
    assert phone.texts[0][0] == "+8613812345678"
    assert CODE in phone.texts[0][1]
    borrower = Borrower.objects.get()
    assert browser.session["_auth_user_id"] == str(borrower.user_id)
    assert browser.session.session_key != key_before  # ASVS 7.2.4
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"terms", "privacy"}
    assert borrower.masked_phone in browser.get("/").content.decode()


def test_no_consent_is_ticked_for_the_person(browser):
    """PIPL 14: voluntary and explicit."""
    page = browser.get("/sign-up/code/").content.decode()

    assert 'name="terms"' in page
    assert 'name="marketing"' in page
    assert " checked" not in page


@pytest.mark.parametrize(
    "change",
    [{"terms": ""}, {"privacy": ""}, {"code": "000000"}, {"code": ""}, {"password": "short"}],
)
def test_a_refusal_keeps_the_page_and_makes_nobody(browser, change):
    answer = finish(browser, **change)

    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert not Borrower.objects.exists()


def test_a_known_and_an_unknown_phone_get_the_same_answer(client, phone):
    """ASVS 6.3.8."""
    make_borrower(phone="+8613812345678")

    known = client.post("/sign-up/", {"phone": PHONE})
    unknown = Client().post("/sign-up/", {"phone": "13812340001"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_second_step_needs_the_first(client):
    assert client.get("/sign-up/code/").url == "/sign-up/"
    assert client.post("/sign-up/code/again/").url == "/sign-up/"


def test_asking_again_too_soon_is_said_in_words(browser):
    answer = browser.post("/sign-up/code/again/", follow=True)

    assert "notice--due" in answer.content.decode()


def test_a_strange_phone_is_refused_beside_its_field(client):
    answer = client.post("/sign-up/", {"phone": "12"})

    assert answer.status_code == 422
    assert 'id="id_phone_error"' in answer.content.decode()
