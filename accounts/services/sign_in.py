from __future__ import annotations

import datetime as dt

import structlog
from django.contrib.auth.hashers import make_password

from accounts.attempts import (
    CODES_BY_ADDRESS,
    PASSWORD_BY_PHONE,
    SIGN_IN_BY_ADDRESS,
    forget_tries,
    give_back,
    spend_try,
)
from accounts.errors import SignInRefused
from accounts.models import Borrower, User
from accounts.phones import parse_phone
from core.errors import InvalidInput
from core.notifications.codes import (
    CodeExpired,
    CodeNotSent,
    CodeWrong,
    TooManyCodes,
    TooManyTries,
    check_code,
    send_code,
)
from core.privacy.sealing import blind_index

PURPOSE = "sign-in"
logger = structlog.get_logger(__name__)


def request_sign_in_code(*, phone: str, at: dt.datetime, address: str = "") -> None:
    """Send a code if the phone has a sign-in; the caller cannot tell whether one was sent.

    Raises InvalidInput for a number that is none, TooManyAttempts by the caller's address.
    """
    number = parse_phone(phone)
    spend_try(CODES_BY_ADDRESS, address, at=at)
    if _borrower_of(number) is None:
        return
    try:
        send_code(purpose=PURPOSE, phone=number, at=at)
    except (TooManyCodes, CodeNotSent) as error:
        # Saying "too soon" would say that the phone is registered; the page names the limit anyway.
        logger.info("no sign-in code sent", error_code=error.code)


def sign_in(
    *,
    phone: str,
    at: dt.datetime,
    password: str | None = None,
    code: str | None = None,
    address: str = "",
) -> User:
    """Return the borrower's sign-in for a phone and either its password or a code sent to it.

    Raises SignInRefused, the same for an unknown phone and a wrong secret, after the same work;
    TooManyAttempts after several wrong passwords for a phone or many failures from an address.
    """
    if (password is None) == (code is None):
        raise InvalidInput.at("/code", "one_of_two", "give either a password or a code")
    number = parse_phone(phone)
    spent = spend_try(SIGN_IN_BY_ADDRESS, address, at=at)
    borrower = _borrower_of(number)
    user = borrower.user if borrower is not None else None
    if password is not None:
        _check_password(user, number, password, at=at)
    else:
        _check_sign_in_code(user, number, code or "", at=at)
    if user is None or not user.is_active or user.is_staff:
        raise SignInRefused
    give_back(spent)
    return user


def confirm_password(*, user: User, password: str, at: dt.datetime) -> None:
    """Ask a signed-in person for the password again before something delicate (ASVS 7.5.1).

    Raises SignInRefused, TooManyAttempts.
    """
    _check_password(user, user.username, password, at=at)


def _check_password(user: User | None, key: str, password: str, *, at: dt.datetime) -> None:
    spend_try(PASSWORD_BY_PHONE, key, at=at)
    if user is None:
        make_password(password)  # the same work as for a known phone
    if user is None or not user.check_password(password) or not user.is_active:
        raise SignInRefused
    forget_tries(PASSWORD_BY_PHONE, key)


def _check_sign_in_code(user: User | None, number: str, code: str, *, at: dt.datetime) -> None:
    if user is None:
        raise SignInRefused
    try:
        check_code(purpose=PURPOSE, phone=number, code=code.strip(), at=at)
    except (CodeWrong, CodeExpired, TooManyTries) as error:
        raise SignInRefused from error


def _borrower_of(number: str) -> Borrower | None:
    return (
        Borrower.objects.select_related("user")
        .filter(phone_index=blind_index("phone", number), user__isnull=False)
        .order_by("pk")
        .first()
    )
