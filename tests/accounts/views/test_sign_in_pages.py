from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.conftest import CODE
from tests.accounts.views.conftest import signed_in
from tests.factories.accounts import PASSWORD, make_staff

PHONE = "13812345678"


def post(client: Client, password: str, phone: str = PHONE, **extra):
    return client.post("/sign-in/", {"phone": phone, "password": password, **extra})


def test_signs_in_and_goes_on_where_the_person_wanted_to(borrower, client):
    answer = client.get("/profile/")
    assert answer.url == "/sign-in/?next=%2Fprofile%2F"

    answer = post(client, PASSWORD, next="/profile/")

    assert answer.url == "/profile/"
    assert client.get("/profile/").status_code == 200


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_never_leads_to_another_site(borrower, client, where):
    assert post(client, PASSWORD, next=where).url == "/"


def test_known_and_unknown_phones_get_the_same_page(borrower, client):
    known = post(client, "wrong password")
    unknown = post(Client(), "wrong password", phone="13900000000")

    assert known.status_code == unknown.status_code == 422
    strip = lambda page: page.content.decode().split("<main")[1].split("csrf")[0]  # noqa: E731
    assert strip(known) == strip(unknown)


def test_the_sixth_wrong_password_has_to_wait(borrower, client):
    for _ in range(5):
        assert post(client, "wrong").status_code == 422

    assert post(client, PASSWORD).status_code == 429


def test_signs_in_by_code(borrower, client, phone):
    answer = client.post("/sign-in/code/", {"phone": PHONE, "next": "/profile/"})
    assert answer.url == "/sign-in/code/enter/?next=%2Fprofile%2F"

    assert client.post(answer.url, {"code": "000000"}).status_code == 422
    assert client.post(answer.url, {"code": CODE}).url == "/profile/"


def test_an_unknown_phone_is_led_the_same_way(client, phone):
    answer = client.post("/sign-in/code/", {"phone": "13900000000"})

    assert answer.url == "/sign-in/code/enter/"
    assert phone.texts == []


def test_signing_out_ends_the_session_on_the_server(borrower):
    """ASVS 7.4.1."""
    client = signed_in(borrower)
    old = client.cookies["sessionid"].value

    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")

    thief = Client()
    thief.cookies["sessionid"] = old
    assert thief.get("/profile/").status_code == 302


def test_a_session_that_is_over_is_told_as_such(borrower):
    client = signed_in(borrower)
    client.session.flush()

    answer = client.get("/profile/", follow=True)

    assert "over=1" in answer.redirect_chain[0][0]
    assert "Your session is over" in answer.content.decode()


def test_staff_have_no_borrower_pages():
    client = Client()
    client.force_login(make_staff())

    assert client.get("/profile/").status_code == 403
    assert client.get("/").url == "/staff/"


def test_forged_proxy_headers_do_not_escape_the_limit(client):
    """ASVS 4.1.3."""
    answers = [
        client.post(
            "/sign-in/",
            {"phone": f"139{number:08d}", "password": "wrong"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status_code
        for number in range(61)
    ]

    assert answers[-1] == 429
