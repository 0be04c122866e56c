"""Values that go in and out of this stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

# Outcomes of a contact; a call with one of EFFECTIVE reached the debtor (RULES K2).
CHANNELS: Final = ("call", "sms", "visit", "letter")
OUTCOMES: Final = ("answered", "no_answer", "promised", "refused", "wrong_number")
EFFECTIVE: Final = ("answered", "promised", "refused")
CALLS_A_DAY_MAX: Final = 3


@dataclass(frozen=True)
class PromiseInput:
    """What the debtor promised: an amount (as written) by a date."""

    amount: object
    promised_for: dt.date
