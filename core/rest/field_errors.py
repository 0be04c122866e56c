"""The framework's validation errors as field problems with JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.errors import FieldProblem


def field_problems(details: Any, pointer: str = "") -> Iterator[FieldProblem]:
    """Yield each error of `ValidationError.get_full_details()` with the pointer of its value."""
    if isinstance(details, dict) and {"message", "code"} == set(details):
        yield FieldProblem(pointer, str(details["code"]), str(details["message"]))
    elif isinstance(details, dict):
        for key, value in details.items():
            token = str(key).replace("~", "~0").replace("/", "~1")
            below = pointer if key == "non_field_errors" else f"{pointer}/{token}"
            yield from field_problems(value, below)
    elif isinstance(details, list):
        # A list is either the errors of one value or, for a list of objects, one entry each.
        is_per_item = any(isinstance(item, dict) and "message" not in item for item in details)
        for number, item in enumerate(details):
            yield from field_problems(item, f"{pointer}/{number}" if is_per_item else pointer)
