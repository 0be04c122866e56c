"""Values that go into and out of the services of this stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ConsentInput:
    """One thing a person agreed to; `given_at` only where a partner collected it earlier."""

    purpose: str
    version: str
    given_at: dt.datetime | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AccountAnswer:
    """What the bank said about an account and its holder; `reason` is the bank's code."""

    is_match: bool
    reason: str = ""


@dataclass(frozen=True)
class ResidentId:
    """A well-formed resident id number and what it says."""

    number: str
    born_on: dt.date


@dataclass(frozen=True)
class PersonalData:
    """What stands behind the masks."""

    name: str
    phone: str
    resident_id: str
    email: str
