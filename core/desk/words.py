"""Values as officers read them: money, dates, rates, and the tone of each state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from core.calendar.business_date import institution_zone
from core.money import format_amount

NOTHING: Final = "—"


class Tones(dict[str, str]):
    """Colour of a state's mark; a state that nobody named is quiet."""

    def __missing__(self, state: str) -> str:
        return ""


# Names of the skin's marks. The word of the state always stands beside the colour.
TONES: Final = Tones(
    dict.fromkeys(("approved", "approve", "paid", "posted", "settled", "signed", "published", "sent", "delivered", "kept", "cured", "verified", "match"), "success")  # noqa: E501
    | dict.fromkeys(("declined", "decline", "failed", "overdue", "written_off", "refused", "rejected", "broken", "mismatch"), "danger")  # noqa: E501
    | dict.fromkeys(("pending", "to_confirm", "unknown", "in_review", "first_review", "second_review", "refer", "reversed", "requested", "waiting", "promised"), "warning")  # noqa: E501
    | dict.fromkeys(("submitted", "contracted", "active", "intended", "cost_confirmed", "open", "working", "claimed", "in_handling", "answered", "registered"), "info")  # noqa: E501
)  # fmt: skip


def money(value: Decimal | None, currency: str = "CNY") -> str:
    return NOTHING if value is None else format_amount(value, currency)


def percent(rate: Decimal | None) -> str:
    """18.25000000 -> 18.25 %."""
    if rate is None:
        return NOTHING
    text = f"{rate:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def local(moment: dt.datetime | None) -> str:
    """A moment on the institution's clock."""
    return NOTHING if moment is None else f"{moment.astimezone(institution_zone()):%Y-%m-%d %H:%M}"


def day(on: dt.date | None) -> str:
    return NOTHING if on is None else f"{on:%Y-%m-%d}"
