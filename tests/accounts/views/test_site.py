from __future__ import annotations

import pytest
from django.test import Client
from django.urls import path
from django.utils.html import format_html

from accounts import home_cards
from accounts.models import Borrower
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as real_urls
from core.errors import NotAllowed
from tests.accounts.views.conftest import signed_in

PUBLIC = ["/", "/sign-up/", "/sign-in/", "/sign-in/code/", "/terms/", "/privacy/"]
PRIVATE = ["/verify-identity/", "/profile/", "/profile/password/", "/profile/bank-accounts/add/"]


def refused(request):
    raise NotAllowed


def broken(request):
    raise RuntimeError("inside of the house")


urlpatterns = [*real_urls, path("refused/", refused), path("broken/", broken)]


@pytest.mark.parametrize("where", PUBLIC)
@pytest.mark.parametrize(("accept", "lang"), [("", "zh-hans"), ("zh-CN", "zh-hans"), ("en", "en")])
def test_public_pages_speak_both_languages_chinese_first(client, where, accept, lang):
    answer = client.get(where, headers={"accept-language": accept} if accept else {})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("where", PRIVATE)
def test_private_pages_ask_to_sign_in_first(client, where):
    assert client.get(where).url.startswith("/sign-in/?next=")


def test_pages_ask_for_nothing_outside_and_allow_no_inline_script(client):
    answer = client.get("/")

    page = answer.content.decode()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert " style=" not in page
    assert len(answer.content) < 40_000


def test_the_language_changes_and_the_person_stays_where_they_are(borrower):
    client = signed_in(borrower)

    answer = client.post("/language/", {"language": "en", "next": "/profile/?a=1"})

    assert answer.url == "/profile/?a=1"
    assert '<html lang="en">' in client.get("/profile/").content.decode()
    assert Borrower.objects.get(pk=borrower.pk).language == "en"


@pytest.mark.parametrize("wanted", ["", "fr", "../../x"])
def test_an_unknown_language_changes_nothing(client, wanted):
    answer = client.post("/language/", {"language": wanted, "next": "https://evil.example/"})

    assert answer.url == "/"
    assert "django_language" not in answer.cookies


def test_later_stages_put_cards_on_the_start_page(borrower, client, monkeypatch):
    monkeypatch.setattr(home_cards, "_cards", [])
    card = lambda text: lambda request, who: format_html("<p>{} {}</p>", text, bool(who))  # noqa: E731
    home_cards.register_home_card(50, card("teaser"), audience="visitor")
    home_cards.register_home_card(10, card("due"))
    home_cards.register_home_card(20, lambda request, who: "")

    assert "teaser False" in client.get("/").content.decode()
    mine = signed_in(borrower).get("/").content.decode()
    assert "due True" in mine
    assert "teaser" not in mine


@pytest.mark.urls("tests.accounts.views.test_site")
def test_refusals_and_failures_have_pages_that_tell_nothing_inside():
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})

    for where, status, words in [
        ("/nothing/", 404, "There is nothing here"),
        ("/refused/", 403, "You are not allowed to do this."),
        ("/broken/", 500, "Something went wrong on our side"),
    ]:
        answer = client.get(where)
        page = answer.content.decode()
        assert answer.status_code == status
        assert words in page
        assert "inside of the house" not in page
        assert answer["X-Request-Id"] in page


def test_a_form_from_elsewhere_is_refused_with_a_page(borrower):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = client.post("/sign-in/", {"phone": "1", "password": "x"})

    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()
