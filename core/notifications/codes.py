"""One-time codes by SMS: kept as keyed digests, few tries, few minutes, few a day.

Follows the real clock. A try is spent before the code is compared, on a connection of its own when
a transaction is open, so a refusal that undoes the caller's work does not give the try back.
"""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial
from typing import Final

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError
from core.models import OneTimeCode
from core.notifications.gateway import sms_client
from core.notifications.sms_client import SmsError
from core.notifications.templates import CODE_TEMPLATE, CODE_TEXT
from core.privacy.sealing import blind_index

VALID_FOR: Final = dt.timedelta(minutes=5)
WAIT_BETWEEN: Final = dt.timedelta(seconds=60)
CODES_A_DAY_MAX: Final = 10
TRIES_MAX: Final = 5
DIGITS: Final = 6

_SPEND = (
    "UPDATE core_onetimecode SET tries_left = tries_left - 1"
    " WHERE id = %s AND tries_left > 0 AND used_at IS NULL"
)


class TooManyCodes(LoanwrightError):
    code = "too_many_codes"
    http_status = 429
    retryable = True
    message = _("Too many codes were asked for. Please wait a little.")


class CodeNotSent(LoanwrightError):
    """The gateway did not take the message; no code is valid and another may be asked for at once."""

    code = "code_not_sent"
    http_status = 503
    retryable = True
    message = _("The code could not be sent. Please try again.")


class CodeWrong(LoanwrightError):
    code = "code_wrong"
    http_status = 422
    message = _("This code is not right.")


class CodeExpired(LoanwrightError):
    """No code was sent, or its minutes are over, or it was used."""

    code = "code_expired"
    http_status = 422
    message = _("This code is no longer valid. Please ask for a new one.")


class TooManyTries(LoanwrightError):
    code = "too_many_tries"
    http_status = 429
    message = _("Too many wrong tries. Please ask for a new code.")


def draw_code() -> str:
    """A new code; tests put a known one in its place."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


@transaction.atomic
def send_code(*, purpose: str, phone: str, subject: str = "", at: dt.datetime) -> None:
    """Send a code to a phone (E.164); it replaces earlier ones of this purpose and subject.

    The SMS leaves when the outermost transaction has committed. Raises TooManyCodes (one a minute
    for a purpose, ten a day for a phone), CodeNotSent.
    """
    target = blind_index("phone", phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"codes {target}"])
    sent = OneTimeCode.objects.filter(target=target)
    if (
        sent.filter(purpose=purpose, sent_at__gt=at - WAIT_BETWEEN).exists()
        or sent.filter(sent_at__gt=at - dt.timedelta(days=1)).count() >= CODES_A_DAY_MAX
    ):
        raise TooManyCodes
    code = draw_code()
    row = OneTimeCode.objects.create(
        purpose=purpose,
        target=target,
        subject=subject,
        digest=_digest(purpose, target, subject, code),
        sent_at=at,
        expires_at=at + VALID_FOR,
        tries_left=TRIES_MAX,
    )
    transaction.on_commit(partial(_send, row.pk, phone, code))


def check_code(*, purpose: str, phone: str, subject: str = "", code: str, at: dt.datetime) -> None:
    """Use a code up, in the caller's transaction when there is one.

    Raises CodeWrong, CodeExpired, TooManyTries; the spent try stays spent when the caller rolls back.
    """
    target = blind_index("phone", phone)
    row = (
        OneTimeCode.objects.filter(purpose=purpose, target=target, subject=subject)
        .order_by("-sent_at", "-id")
        .first()
    )
    if row is None or row.used_at is not None or row.expires_at <= at:
        raise CodeExpired
    if not _spend_try(row):
        raise TooManyTries
    given = _digest(purpose, target, subject, code.strip())
    if not constant_time_compare(given, row.digest):
        raise CodeWrong
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise CodeExpired


def _digest(purpose: str, target: str, subject: str, code: str) -> str:
    return blind_index("one-time code", f"{purpose}|{target}|{subject}|{code}")


def _send(row_id: int, phone: str, code: str) -> None:
    text = str(CODE_TEXT) % {"code": code, "minutes": VALID_FOR.seconds // 60}
    try:
        sms_client().send(
            to=phone, text=text, template=CODE_TEMPLATE, reference=f"code-{secrets.token_hex(12)}"
        )
    except SmsError as error:
        OneTimeCode.objects.filter(pk=row_id).delete()
        raise CodeNotSent from error


def _spend_try(row: OneTimeCode) -> bool:
    """Take one try away, durably. False when none is left."""
    if connection.in_atomic_block:
        apart = connection.copy()
        try:
            with apart.cursor() as cursor:
                cursor.execute(_SPEND, [row.pk])
                if cursor.rowcount == 1:
                    return True
        finally:
            apart.close()
        # Not found there: spent up, or sent in this very transaction, which only we can see.
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [row.pk])
        return bool(cursor.rowcount == 1)
