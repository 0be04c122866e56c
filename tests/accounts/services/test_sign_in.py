from __future__ import annotations

import datetime as dt

import pytest

from accounts.errors import SignInRefused, TooManyAttempts
from accounts.models import FailedTry
from accounts.services import request_sign_in_code, sign_in
from core.errors import InvalidInput
from core.models import OneTimeCode
from tests.accounts.conftest import CODE
from tests.factories.accounts import NOON, PASSWORD, make_borrower, make_staff

pytestmark = pytest.mark.usefixtures("books_open", "phone")
PHONE = "+8613812345678"


def test_signs_in_by_password_in_any_way_of_writing_the_phone():
    borrower = make_borrower(phone=PHONE)

    for written in ("13812345678", "138 1234 5678", "+86 138-1234-5678"):
        assert sign_in(phone=written, password=PASSWORD, at=NOON) == borrower.user


def test_signs_in_by_a_code_once():
    borrower = make_borrower(phone=PHONE)
    request_sign_in_code(phone=PHONE, at=NOON)

    assert sign_in(phone=PHONE, code=f" {CODE} ", at=NOON) == borrower.user
    with pytest.raises(SignInRefused):
        sign_in(phone=PHONE, code=CODE, at=NOON)


def test_unknown_phone_wrong_password_wrong_code_and_closed_sign_in_are_told_the_same():
    """ASVS 6.3.8: no enumeration of who is registered."""
    borrower = make_borrower(phone=PHONE)
    request_sign_in_code(phone=PHONE, at=NOON)
    request_sign_in_code(phone="13900000000", at=NOON)
    refused = []
    for phone, secret in [
        ("13900000000", {"password": PASSWORD}),
        ("13900000000", {"code": CODE}),
        (PHONE, {"password": "wrong"}),
        (PHONE, {"code": "000000"}),
    ]:
        with pytest.raises(SignInRefused) as caught:
            sign_in(phone=phone, at=NOON, **secret)
        refused.append(caught.value.detail)
    borrower.user.is_active = False
    borrower.user.save()
    with pytest.raises(SignInRefused) as caught:
        sign_in(phone=PHONE, password=PASSWORD, at=NOON)
    refused.append(caught.value.detail)

    assert len(set(refused)) == 1


def test_no_code_goes_to_an_unknown_phone_and_asking_too_soon_is_silent():
    make_borrower(phone=PHONE)

    request_sign_in_code(phone="13900000000", at=NOON)
    assert not OneTimeCode.objects.exists()
    request_sign_in_code(phone=PHONE, at=NOON)
    request_sign_in_code(phone=PHONE, at=NOON + dt.timedelta(seconds=5))
    assert OneTimeCode.objects.count() == 1


def test_five_wrong_passwords_delay_the_sixth_even_if_right_but_not_for_good():
    """ASVS 6.3.1, 2.4.1: guessing is slow, the victim is never locked out."""
    borrower = make_borrower(phone=PHONE)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(phone=PHONE, password="wrong", at=NOON)

    with pytest.raises(TooManyAttempts) as caught:
        sign_in(phone=PHONE, password=PASSWORD, at=NOON)
    assert caught.value.context == {"minutes": 15}
    request_sign_in_code(phone=PHONE, at=NOON)
    assert sign_in(phone=PHONE, code=CODE, at=NOON) == borrower.user
    later = NOON + dt.timedelta(minutes=15, seconds=1)
    assert sign_in(phone=PHONE, password=PASSWORD, at=later) == borrower.user


def test_asking_again_does_not_lengthen_the_wait():
    make_borrower(phone=PHONE)
    for minute in range(15):
        with pytest.raises((SignInRefused, TooManyAttempts)):
            sign_in(phone=PHONE, password="wrong", at=NOON + dt.timedelta(minutes=minute))

    assert sign_in(phone=PHONE, password=PASSWORD, at=NOON + dt.timedelta(minutes=20))


def test_unknown_phones_are_limited_like_known_ones():
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(phone="13900000000", password="wrong", at=NOON)

    with pytest.raises(TooManyAttempts):
        sign_in(phone="13900000000", password="wrong", at=NOON)


def test_one_address_cannot_try_many_phones():
    for number in range(60):
        with pytest.raises(SignInRefused):
            sign_in(phone=f"139{number:08d}", password="wrong", at=NOON, address="203.0.113.7")

    with pytest.raises(TooManyAttempts):
        sign_in(phone="13912345678", password="wrong", at=NOON, address="203.0.113.7")


def test_neither_phones_nor_addresses_lie_in_the_tries():
    with pytest.raises(SignInRefused):
        sign_in(phone=PHONE, password="wrong", at=NOON, address="203.0.113.7")

    keys = " ".join(FailedTry.objects.values_list("key", flat=True))
    assert "13812345678" not in keys
    assert "203.0.113.7" not in keys


def test_staff_do_not_sign_in_here():
    borrower = make_borrower(phone=PHONE)
    officer = make_staff()
    borrower.user = officer
    borrower.save()

    with pytest.raises(SignInRefused):
        sign_in(phone=PHONE, password=PASSWORD, at=NOON)


def test_refuses_both_secrets_or_none():
    with pytest.raises(InvalidInput):
        sign_in(phone=PHONE, at=NOON)
    with pytest.raises(InvalidInput):
        sign_in(phone=PHONE, at=NOON, password="a", code="b")
