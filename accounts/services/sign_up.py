from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from accounts.attempts import (
    CODES_BY_ADDRESS,
    SIGN_IN_BY_ADDRESS,
    spend_try,
)
from accounts.consent_texts import current_text, required_purposes
from accounts.errors import ConsentMissing, PasswordTooWeak, PhoneAlreadyRegistered
from accounts.models import Borrower, User
from accounts.phones import parse_phone
from accounts.services.give_consent import check_version, write_consent
from accounts.types import ConsentInput
from core.audit import record
from core.errors import FieldProblem
from core.notifications.codes import check_code, send_code
from core.privacy.sealing import blind_index

PURPOSE = "sign-up"


def request_sign_up_code(*, phone: str, at: dt.datetime, address: str = "") -> None:
    """Send a code to a phone, whether or not it has a sign-in: the answer tells nobody which.

    Raises InvalidInput for a number that is none, TooManyAttempts, and what `send_code` raises.
    """
    number = parse_phone(phone)
    spend_try(CODES_BY_ADDRESS, address, at=at)
    send_code(purpose=PURPOSE, phone=number, at=at)


def sign_up(
    *,
    phone: str,
    code: str,
    password: str,
    consents: Sequence[ConsentInput],
    channel: str,
    at: dt.datetime,
    address: str = "",
) -> Borrower:
    """Make a borrower with a sign-in, from a phone proved by its code.

    What can be refused without the code is refused before it is used up. Raises InvalidInput,
    PasswordTooWeak, ConsentMissing, TooManyAttempts, PhoneAlreadyRegistered (told only to whoever
    holds the phone), and what `check_code` raises.
    """
    number = parse_phone(phone)
    check_password(password, phone=number)
    _check_consents(consents)
    spend_try(SIGN_IN_BY_ADDRESS, address, at=at)
    check_code(purpose=PURPOSE, phone=number, code=code.strip(), at=at)
    index = blind_index("phone", number)
    if Borrower.objects.filter(phone_index=index, user__isnull=False).exists():
        raise PhoneAlreadyRegistered
    try:
        with transaction.atomic():
            user = User.objects.create_borrower_user(password=password)
            borrower = Borrower.objects.create(
                user=user, phone=number, phone_index=index, language=get_language() or "zh-hans"
            )
            actor = borrower.as_actor()
            record("accounts.sign_up", actor=actor, subject=borrower, details={"channel": channel})
            for consent in consents:
                write_consent(borrower, consent, channel=channel, actor=actor, at=at)
            return borrower
    except IntegrityError as error:
        # The same phone signed up twice at the same moment: the index let one of them through.
        if "one_sign_in_a_phone" not in str(error):
            raise
        raise PhoneAlreadyRegistered from None


def check_password(password: str, *, phone: str = "", user: User | None = None) -> None:
    """Raise PasswordTooWeak for a password that is short, common or the phone number."""
    problems = []
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        problems = [
            FieldProblem("/password", str(found.code), found.messages[0])
            for found in error.error_list
        ]
    if phone and phone.lstrip("+")[-8:] in password:
        message = str(PasswordTooWeak.message)
        problems.append(FieldProblem("/password", "password_holds_phone", message))
    if problems:
        raise PasswordTooWeak(problems=problems)


def _check_consents(consents: Sequence[ConsentInput]) -> None:
    given = set()
    for consent in consents:
        check_version(consent)
        given.add(consent.purpose)
    for purpose in required_purposes():
        if purpose not in given:
            raise ConsentMissing(purpose=current_text(purpose).title)  # type: ignore[union-attr]
