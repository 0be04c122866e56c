"""Reading untrusted JSON field by field: each fault is named, with what would be right.

Binary floating point is refused: an amount or a rate comes as text (or a whole number), because 0.1
as a float is not 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from products.maths.errors import FieldError

_NUMBER_LENGTH_MAX = 60
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Fields:
    """One JSON object being read; `errors` is shared by all the objects of a document."""

    def __init__(self, data: Any, *, pointer: str, errors: list[FieldError]) -> None:
        self.pointer = pointer
        self.errors = errors
        self.data: Mapping[str, Any] = {}
        if isinstance(data, Mapping):
            self.data = data
        else:
            self.refuse("", "not_an_object", f"is {show(data)}: must be a JSON object")

    def refuse(self, name: str, code: str, message: str) -> None:
        """Note one fault; `message` continues the sentence that begins with the field's name."""
        pointer = f"{self.pointer}/{name}" if name else self.pointer
        subject = pointer.lstrip("/").replace("/", ".") or "the document"
        self.errors.append(FieldError(pointer, code, f"{subject} {message}"))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = sorted(known)
        for name in self.data:
            if name not in names:
                self.refuse(str(name), "unknown", f"is not known: known are {', '.join(names)}")

    def present(self, name: str) -> bool:
        """Given, and not null."""
        return self.data.get(name) is not None

    def missing(self, name: str, wanted: str) -> None:
        self.refuse(name, "missing", f"is missing: must be {wanted}")

    def decimal(
        self,
        name: str,
        *,
        required: bool = False,
        minimum: Decimal | None = None,
        above: Decimal | None = None,
        maximum: Decimal | None = None,
        decimals: int,
    ) -> Decimal | None:
        """A finite number within bounds and with at most so many decimals."""
        bounds = _bounds(minimum, above, maximum)
        if not self.present(name):
            if required:
                self.missing(name, f"a number {bounds}".rstrip())
            return None
        raw = self.data[name]
        value = _to_decimal(raw)
        if value is None:
            hint = ' (as text, such as "1234.50")' if isinstance(raw, float) else ""
            self.refuse(name, "not_a_number", f"is {show(raw)}: must be a number{hint}")
        elif not value.is_finite():
            self.refuse(name, "not_finite", f"is {show(raw)}: must be a finite number")
        elif value < 0 and (minimum == 0 or above == 0):
            self.refuse(name, "negative", f"is {show(raw)}: must be {bounds}")
        elif (
            (minimum is not None and value < minimum)
            or (above is not None and value <= above)
            or (maximum is not None and value > maximum)
        ):
            self.refuse(name, "out_of_range", f"is {show(raw)}: must be {bounds}")
        elif _decimals_of(value) > decimals:
            wanted = f"at most {decimals} decimals" if decimals else "no decimals"
            self.refuse(name, "too_many_decimals", f"is {show(raw)}: must have {wanted}")
        else:
            return value
        return None

    def integer(
        self,
        name: str,
        *,
        minimum: int,
        maximum: int,
        default: int | None = None,
        required: bool = False,
    ) -> int | None:
        """A whole number within bounds."""
        wanted = f"a whole number from {minimum} to {maximum}"
        if not self.present(name):
            if required:
                self.missing(name, wanted)
            return default
        raw = self.data[name]
        if isinstance(raw, bool) or not isinstance(raw, int):
            self.refuse(name, "not_an_integer", f"is {show(raw)}: must be {wanted}")
        elif not minimum <= raw <= maximum:
            code = "negative" if raw < 0 else "out_of_range"
            self.refuse(name, code, f"is {show(raw)}: must be {wanted}")
        else:
            return raw
        return default

    def choice(
        self, name: str, among: Iterable[str], *, default: Any = None, required: bool = False
    ) -> Any:
        """One of a few words."""
        words = list(among)
        if not self.present(name):
            if required:
                self.missing(name, "one of " + ", ".join(words))
            return default
        raw = self.data[name]
        if not isinstance(raw, str) or raw not in words:
            shown = "one of " + ", ".join(words) if len(words) < 12 else "a known code"
            self.refuse(name, "not_allowed", f"is {show(raw)}: must be {shown}")
            return default
        return raw

    def text(self, name: str, *, length_max: int = 200, required: bool = False) -> str:
        """A line of text without control characters."""
        if not self.present(name):
            if required:
                self.missing(name, "a text")
            return ""
        raw = self.data[name]
        if not isinstance(raw, str) or len(raw) > length_max or not raw.isprintable():
            self.refuse(
                name,
                "not_a_text",
                f"is {show(raw)}: must be one line of up to {length_max} characters",
            )
            return ""
        if required and not raw.strip():
            self.refuse(name, "missing", "is empty: must be a text")
        return raw

    def boolean(self, name: str, *, default: bool = False) -> bool:
        if not self.present(name):
            return default
        raw = self.data[name]
        if not isinstance(raw, bool):
            self.refuse(name, "not_a_boolean", f"is {show(raw)}: must be true or false")
            return default
        return raw

    def date(self, name: str, *, required: bool = False) -> date | None:
        """A day as YYYY-MM-DD."""
        wanted = f"a date such as 2026-01-31, from {_FIRST_YEAR} to {_LAST_YEAR}"
        if not self.present(name):
            if required:
                self.missing(name, wanted)
            return None
        raw = self.data[name]
        parsed = _to_date(raw)
        if parsed is None or not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
            self.refuse(name, "not_a_date", f"is {show(raw)}: must be {wanted}")
            return None
        return parsed

    def objects(self, name: str, *, most: int) -> list[Fields]:
        """A list of objects, each read with its own pointer."""
        if not self.present(name):
            return []
        raw = self.data[name]
        if not isinstance(raw, (list, tuple)) or len(raw) > most:
            self.refuse(
                name, "not_a_list", f"is {show(raw)}: must be a list of up to {most} objects"
            )
            return []
        return [
            Fields(item, pointer=f"{self.pointer}/{name}/{index}", errors=self.errors)
            for index, item in enumerate(raw)
        ]

    def child(self, name: str) -> Fields | None:
        """An object inside this one, or None when it is absent or null."""
        if not self.present(name):
            return None
        return Fields(self.data[name], pointer=f"{self.pointer}/{name}", errors=self.errors)


def show(value: Any) -> str:
    """A value as a reader would recognise it, cut when long."""
    text = str(value) if not isinstance(value, str) else f'"{value}"'
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 60 else text[:57] + "..."


def _to_decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return None
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < 10**_NUMBER_LENGTH_MAX else None
    if len(raw) > _NUMBER_LENGTH_MAX or "_" in raw or not raw.isascii():
        return None
    try:
        return Decimal(raw)
    except InvalidOperation:
        return None


def _to_date(raw: Any) -> date | None:
    if type(raw) is date:
        return raw
    if not isinstance(raw, str) or not _DATE.fullmatch(raw) or not raw.isascii():
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _decimals_of(value: Decimal) -> int:
    """Decimals that carry meaning: 1000.00 has none."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _bounds(minimum: Decimal | None, above: Decimal | None, maximum: Decimal | None) -> str:
    parts = []
    if above is not None:
        parts.append(f"more than {above}")
    if minimum is not None:
        parts.append(f"at least {minimum}")
    if maximum is not None:
        parts.append(f"at most {maximum}")
    return " and ".join(parts)
