from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import BankAccount, Borrower
from accounts.selectors import live_consent
from accounts.services import add_bank_account
from accounts.types import AccountAnswer
from tests.accounts.views.conftest import signed_in
from tests.factories.accounts import NOON, PASSWORD, make_borrower, make_resident_id

NUMBER = "6222021234560001"


def an_account(borrower: Borrower) -> BankAccount:
    return add_bank_account(
        borrower_id=borrower.public_id,
        number=NUMBER,
        bank="招商银行",
        holder=borrower.name,
        actor=borrower.as_actor(),
        at=NOON,
    )


def test_the_profile_shows_masked_data_only_and_is_cached_nowhere(borrower, bank):
    """ASVS 14.2.6, 14.3.2."""
    an_account(borrower)

    answer = signed_in(borrower).get("/profile/")

    page = answer.content.decode()
    for secret in (borrower.name, borrower.resident_id, "13812345678", NUMBER):
        assert secret not in page
    assert borrower.masked_resident_id in page
    assert "no-store" in answer["Cache-Control"]


def test_verifies_the_identity_with_its_own_consent(newcomer, identity_authority):
    """XC8, PIPL 29."""
    client = signed_in(newcomer)
    typed = {"name": "李雷", "resident_id": make_resident_id()}

    assert client.post("/verify-identity/", typed).status_code == 422
    assert identity_authority.asked == []
    answer = client.post("/verify-identity/", {**typed, "identity_check": "on"})

    assert answer.url == "/"
    assert Borrower.objects.get(pk=newcomer.pk).identity_state == "verified"
    assert live_consent(newcomer.public_id, "identity_check")
    assert client.get("/verify-identity/").url == "/profile/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"resident_id": "110101199003077750"}, "mistyped"),
        ({"resident_id": make_resident_id(dt.date(2010, 1, 1))}, "18 or older"),
        ({"name": "王"}, "name on the ID card"),
    ],
)
def test_a_refused_identity_says_why(newcomer, identity_authority, typed, words):
    client = signed_in(newcomer)
    facts = {"name": "李雷", "resident_id": make_resident_id(), "identity_check": "on", **typed}

    answer = client.post("/verify-identity/", facts)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Borrower.objects.get(pk=newcomer.pk).identity_state == "unverified"


def test_withdrawing_a_consent_is_one_button(borrower):
    """PIPL 15."""
    client = signed_in(borrower)

    assert "Withdraw" in client.get("/profile/consents/credit_report/").content.decode()
    assert client.post("/profile/consents/credit_report/").url == "/profile/"

    assert live_consent(borrower.public_id, "credit_report") is None
    client.post("/profile/consents/marketing/")
    assert live_consent(borrower.public_id, "marketing")


def test_terms_are_not_withdrawn_by_button_and_unknown_purposes_are_not_there(borrower):
    client = signed_in(borrower)

    assert client.post("/profile/consents/terms/").status_code == 409
    assert live_consent(borrower.public_id, "terms")
    assert client.get("/profile/consents/everything/").status_code == 404


def test_adds_and_removes_a_bank_account(borrower, bank):
    client = signed_in(borrower)

    typed = {"number": "6222 0212 3456 0001", "bank": "招商银行"}
    assert client.post("/profile/bank-accounts/add/", typed).url == "/profile/"
    account = BankAccount.objects.get()
    where = f"/profile/bank-accounts/{account.public_id}/remove/"
    assert client.get(where).status_code == 200
    assert BankAccount.objects.get().removed_at is None
    assert client.post(where).url == "/profile/"
    assert BankAccount.objects.get().removed_at is not None


def test_a_bank_that_says_no_is_told_on_the_page(borrower, bank):
    bank.answer = AccountAnswer(is_match=False, reason="account_closed")

    typed = {"number": NUMBER, "bank": "招商银行"}
    answer = signed_in(borrower).post("/profile/bank-accounts/add/", typed)

    assert answer.status_code == 422
    assert "the account is closed" in answer.content.decode()
    assert not BankAccount.objects.exists()


def test_nobody_removes_another_persons_account(borrower, bank):
    """ASVS 8.2.2."""
    account = an_account(borrower)
    client = signed_in(make_borrower())

    where = f"/profile/bank-accounts/{account.public_id}/remove/"
    assert client.get(where).status_code == 404
    assert client.post(where).status_code == 404
    assert BankAccount.objects.get().removed_at is None


@pytest.mark.parametrize("path", ["/profile/bank-accounts/add/", "/profile/password/"])
def test_an_old_session_confirms_the_password_before_delicate_steps(borrower, path):
    """ASVS 7.5.1, 7.5.3."""
    client = signed_in(borrower, minutes_ago=30)

    answer = client.get(path)
    assert answer.url.startswith("/confirm-it-is-you/?next=")
    assert client.post(answer.url, {"password": "wrong", "next": path}).status_code == 422
    assert client.get(path).status_code == 302
    assert client.post(answer.url, {"password": PASSWORD, "next": path}).url == path
    assert client.get(path).status_code == 200


def test_a_new_password_ends_every_other_session(borrower):
    """ASVS 7.4.3."""
    here, elsewhere = signed_in(borrower), signed_in(borrower)

    assert here.post("/profile/password/", {"password": "short"}).status_code == 422
    assert here.post("/profile/password/", {"password": "another long secret"}).url == "/profile/"

    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302
