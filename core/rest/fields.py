"""Fields that take exactly one form of each value, and say which."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.errors import InvalidInput
from core.money import parse_amount
from core.rest.parsers import InexactNumber

EARLIEST: Final = dt.date(1990, 1, 1)
LATEST: Final = dt.date(2199, 12, 31)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DIGITS = re.compile(r"[0-9]{1,9}\Z")


class Text(serializers.CharField):
    """Text, and only text: a number is not a name."""

    default_error_messages = {"not_text": _("This must be a string.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return str(super().to_internal_value(data))


@extend_schema_field(
    {
        "type": "string",
        "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})?$",
        "description": "An amount of money in major units, as a string.",
        "examples": ["1234.50"],
    }
)
class Amount(serializers.Field):  # type: ignore[type-arg]
    """Money as a string ("1234.50"); a whole JSON number is tolerated, a fraction is not."""

    default_error_messages = {
        "inexact": _(
            'Write money as a string like "1234.50": a JSON number with a fraction is not exact.'
        ),
        "not_an_amount": _('An amount is a string like "1234.50".'),
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, InexactNumber):
            self.fail("inexact")
        if isinstance(data, bool) or not isinstance(data, str | int):
            self.fail("not_an_amount")
        text = data if isinstance(data, str) else str(data)
        if text != text.strip():
            self.fail("not_an_amount")
        currency = settings.LOANWRIGHT_INSTITUTION["currency"]
        try:
            return parse_amount(text, currency)
        except InvalidInput as refusal:
            problem = refusal.errors[0]
            raise serializers.ValidationError(problem.message, code=problem.code) from None

    def to_representation(self, value: Any) -> str:
        return str(value)


class WholeNumber(serializers.IntegerField):
    """A whole number, as JSON number or as digits."""

    def to_internal_value(self, data: Any) -> int:
        is_digits = isinstance(data, str) and _DIGITS.match(data) is not None
        if isinstance(data, bool) or not (isinstance(data, int) or is_digits):
            self.fail("invalid")
        return int(data)


class Day(serializers.DateField):
    """A calendar date, YYYY-MM-DD and nothing else."""

    default_error_messages = {
        "not_a_date": _("Write a date like 2026-01-31."),
        "date_out_of_range": _("This date is too far away."),
    }

    def to_internal_value(self, value: Any) -> dt.date:
        if not isinstance(value, str) or not value.isascii() or not _DATE.match(value):
            self.fail("not_a_date")
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail("not_a_date")
        if not EARLIEST <= day <= LATEST:
            self.fail("date_out_of_range")
        return day


class Moment(serializers.DateTimeField):
    """A point in time with its zone (RFC 3339)."""

    default_error_messages = {
        "not_a_time": _("Write a time with its zone, like 2026-01-31T09:30:00+08:00."),
    }

    def to_internal_value(self, value: Any) -> dt.datetime:
        if not isinstance(value, str) or len(value) > 40 or not value.isascii():
            self.fail("not_a_time")
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail("not_a_time")
        if moment.tzinfo is None or not EARLIEST <= moment.date() <= LATEST:
            self.fail("not_a_time")
        return moment
