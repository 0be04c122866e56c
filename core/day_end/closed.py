"""What is known about business dates without opening one: for reports and checks."""

from __future__ import annotations

import datetime as dt

from core.models import BusinessDate, ClosedDate


def closed_dates() -> list[ClosedDate]:
    """Every sealed date with its seal, oldest first."""
    return list(ClosedDate.objects.order_by("on"))


def last_closed_on() -> dt.date | None:
    """The last sealed date; None while none is."""
    return ClosedDate.objects.order_by("-on").values_list("on", flat=True).first()


def open_date_or_none() -> dt.date | None:
    """The open business date; None in an installation that has never looked."""
    return BusinessDate.objects.values_list("open_on", flat=True).first()
