from __future__ import annotations

import datetime as dt

import pytest

from accounts.consent_texts import VERSION, current_text
from accounts.errors import ConsentMissing, PasswordTooWeak, PhoneAlreadyRegistered, TooManyAttempts
from accounts.models import Borrower, Consent, User
from accounts.services import request_sign_up_code, sign_up
from accounts.types import ConsentInput
from core.errors import InvalidInput
from core.models import AuditEntry
from core.notifications import CodeWrong
from tests.accounts.conftest import CODE
from tests.factories.accounts import NOON, PASSWORD, consents, make_borrower

pytestmark = pytest.mark.usefixtures("books_open", "phone")


def signed_up(number: str = "138 1234 5678", **changes):
    request_sign_up_code(phone=number, at=NOON)
    facts = {
        "phone": number,
        "code": CODE,
        "password": PASSWORD,
        "consents": consents("terms", "privacy"),
        "channel": "web",
        "at": NOON,
    }
    return sign_up(**{**facts, **changes})


def assert_nobody_was_made() -> None:
    assert not Borrower.objects.exists()
    assert not User.objects.exists()
    assert not Consent.objects.exists()
    assert not AuditEntry.objects.exists()


def test_makes_a_borrower_with_an_opaque_sign_in():
    borrower = signed_up()

    assert borrower.phone == "+8613812345678"
    assert borrower.user.username.startswith("usr_")
    assert borrower.user.check_password(PASSWORD)
    assert borrower.identity_state == "unverified"
    assert AuditEntry.objects.filter(action="accounts.sign_up").count() == 1


def test_enters_each_consent_apart_with_version_time_and_digest_of_the_text():
    """PIPL 14, 29; RULES D1."""
    borrower = signed_up(consents=consents("terms", "privacy", "marketing"))

    rows = {row.purpose: row for row in Consent.objects.filter(borrower=borrower)}
    assert set(rows) == {"terms", "privacy", "marketing"}
    assert rows["terms"].version == VERSION
    assert rows["terms"].given_at == NOON
    assert rows["terms"].channel == "web"
    assert rows["terms"].evidence["text_sha256"] == current_text("terms").digest


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"phone": "12345"}, InvalidInput),
        ({"phone": "010 8888 8888"}, InvalidInput),
        ({"code": "000000"}, CodeWrong),
        ({"password": "short"}, PasswordTooWeak),
        ({"password": "password123"}, PasswordTooWeak),
        ({"password": "x12345678x!"}, PasswordTooWeak),
        ({"consents": consents("terms")}, ConsentMissing),
        ({"consents": consents("terms", "privacy", "everything")}, InvalidInput),
        ({"consents": [ConsentInput(purpose="terms", version="1999-01")]}, InvalidInput),
    ],
)
def test_a_refusal_makes_nobody(change, error):
    request_sign_up_code(phone="13812345678", at=NOON)

    with pytest.raises(error):
        sign_up(
            **{
                "phone": "13812345678",
                "code": CODE,
                "password": PASSWORD,
                "consents": consents("terms", "privacy"),
                "channel": "web",
                "at": NOON,
                **change,
            }
        )

    assert_nobody_was_made()


def test_a_weak_password_does_not_use_the_code_up():
    with pytest.raises(PasswordTooWeak):
        signed_up(password="short")

    assert sign_up(
        phone="13812345678",
        code=CODE,
        password=PASSWORD,
        consents=consents("terms", "privacy"),
        channel="web",
        at=NOON,
    )


def test_a_phone_has_one_sign_in_and_only_its_holder_learns_that():
    """ASVS 6.3.8: asking for a code says nothing; the right code proves whose phone it is."""
    make_borrower(phone="+8613812345678")

    with pytest.raises(CodeWrong):
        signed_up(code="000000")
    with pytest.raises(PhoneAlreadyRegistered):
        sign_up(
            phone="13812345678",
            code=CODE,
            password=PASSWORD,
            consents=consents("terms", "privacy"),
            channel="web",
            at=NOON,
        )

    assert Borrower.objects.count() == 1


def test_a_code_is_good_for_one_sign_up_only():
    signed_up()

    with pytest.raises(Exception, match="code_expired"):
        sign_up(
            phone="13812345678",
            code=CODE,
            password=PASSWORD,
            consents=consents("terms", "privacy"),
            channel="web",
            at=NOON,
        )


def test_one_address_cannot_ask_for_codes_without_end():
    for number in range(40):
        request_sign_up_code(phone=f"138{number:08d}", at=NOON, address="203.0.113.7")

    with pytest.raises(TooManyAttempts):
        request_sign_up_code(phone="13900000000", at=NOON, address="203.0.113.7")
    request_sign_up_code(phone="13900000000", at=NOON, address="203.0.113.8")
    later = NOON + dt.timedelta(minutes=61)
    request_sign_up_code(phone="13900000001", at=later, address="203.0.113.7")
