"""Reading JSON so that nothing is guessed: no floats, no NaN, no key twice, no broken text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.parsers import BaseParser, MultiPartParser

from core.rest.errors import BodyTooLarge, BodyUnreadable

JSON_BYTES_MAX: Final = 256 * 1024
MULTIPART_BYTES_MAX: Final = 6 * 1024 * 1024  # a document of 5 MB and the form around it
DEPTH_MAX: Final = 20


class InexactNumber:
    """A JSON number with a point or an exponent, kept as it was written: never money, never a float."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class ExactJSONParser(BaseParser):
    """JSON (RFC 8259) in UTF-8, as strict as money wants it."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises BodyTooLarge, BodyUnreadable."""
        raw = stream.read(JSON_BYTES_MAX + 1)
        if len(raw) > JSON_BYTES_MAX:
            raise BodyTooLarge(most=JSON_BYTES_MAX)
        try:
            value = json.loads(
                raw.decode("utf-8"),
                parse_float=InexactNumber,
                parse_constant=_refuse_constant,
                object_pairs_hook=_object_of,
            )
        except RecursionError:
            raise BodyUnreadable(reason="it is nested too deeply") from None
        except ValueError as error:
            raise BodyUnreadable(reason=str(error)[:120].replace("%", " ")) from None
        _check(value, depth=0)
        return value


class BoundedMultiPartParser(MultiPartParser):
    """Forms with files, no larger than a document may be."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises BodyTooLarge."""
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > MULTIPART_BYTES_MAX:
            raise BodyTooLarge(most=MULTIPART_BYTES_MAX)
        return super().parse(stream, media_type, parser_context)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:40]!r} stands there twice")
        found[key] = value
    return found


def _check(value: Any, *, depth: int) -> None:
    """Refuse text that is no text (half of a surrogate pair) and absurd nesting."""
    if depth > DEPTH_MAX:
        raise BodyUnreadable(reason="it is nested too deeply")
    if isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BodyUnreadable(reason="it holds half of a surrogate pair")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth=depth + 1)
            _check(item, depth=depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth=depth + 1)
