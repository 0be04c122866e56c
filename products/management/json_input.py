"""JSON that a command reads from a file or from standard input."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandError

BAD_INPUT = 2
_BYTES_MAX = 64 * 1024 * 1024


def read_json(path: str | None) -> Any:
    """The document of a file, or of standard input for None and "-"; numbers are exact.

    NaN and Infinity are let through, so that whoever reads the document names the field.

    Raises CommandError with exit status 2 when there is no such file or it is not JSON.
    """
    name = "standard input" if path in (None, "-") else str(path)
    raw = _read(path, name)
    if len(raw) > _BYTES_MAX:
        refuse(f"{name} is larger than {_BYTES_MAX // 1024 // 1024} MB: must be smaller")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=Decimal)
    except UnicodeDecodeError as error:
        refuse(f"{name} is not UTF-8 text at byte {error.start}: must be a JSON file in UTF-8")
    except RecursionError:
        refuse(f"{name} is nested too deeply: must be a plain JSON document")
    except ValueError as error:
        refuse(f"{name} is not JSON ({error}): must be one JSON document")


def refuse(message: str) -> NoReturn:
    """End the command with status 2 and one line."""
    raise CommandError(" ".join(message.split()), returncode=BAD_INPUT)


def _read(path: str | None, name: str) -> bytes:
    try:
        if path in (None, "-"):
            return sys.stdin.buffer.read(_BYTES_MAX + 1)
        with Path(str(path)).open("rb") as stream:
            return stream.read(_BYTES_MAX + 1)
    except OSError as error:
        refuse(f"{name} cannot be read ({error.strerror}): must be a readable file")
    except ValueError as error:
        refuse(f"{name!r} cannot be read ({error}): must be the path of a file")
