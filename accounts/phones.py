"""Phone numbers as people write them, to the one form that is stored."""

from __future__ import annotations

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from core.errors import InvalidInput

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def parse_phone(text: str, *, pointer: str = "/phone") -> str:
    """Return the number as E.164 ("+8613812345678"); the institution's country is the default.

    Raises InvalidInput for anything that cannot receive a text message.
    """
    try:
        number = phonenumbers.parse(text.strip(), settings.LOANWRIGHT_INSTITUTION["country"])
    except phonenumbers.NumberParseException:
        number = None
    if (
        number is None
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.number_type(number) not in _MOBILE
    ):
        message = _("Please enter a mobile phone number, for example 138 1234 5678.")
        raise InvalidInput.at(pointer, "invalid_phone", message)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(number: str) -> str:
    """An E.164 number as people read it: "+86 138 1234 5678"."""
    return phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
