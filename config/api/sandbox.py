"""The clock of a sandbox: partners move the business date on to see what time does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from core.actors import Actor
from core.calendar.business_date import open_date
from core.day_end import close_until
from core.errors import NotFound
from core.rest import Shape, StrictInput, Write
from core.rest.fields import WholeNumber

DAYS_MAX = 366


class AdvanceInput(StrictInput):
    """How far."""

    days = WholeNumber(min_value=1, max_value=DAYS_MAX)


class ClosedDateShape(Shape):
    """One business date that was closed."""

    date = serializers.DateField()
    seconds = serializers.FloatField()
    quarantined = serializers.IntegerField(help_text="Loans set aside for people to look at.")


class ClockShape(Shape):
    """Where the clock stands now."""

    business_date = serializers.DateField(help_text="The open business date.")
    closed = ClosedDateShape(many=True)


class AdvanceClock(Write):
    """Closes business dates one by one, each with its day's end. The date is everybody's in a sandbox.

    Exists in a sandbox only.
    """

    summary = "Move the business date on"
    required_scopes = ()
    input = AdvanceInput
    output = ClockShape
    more_refusals = (404,)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not settings.INSTALLATION_IS_SANDBOX:
            raise NotFound

    def prepare(self, *, caller: Any, data: dict[str, Any], **facts: Any) -> Any:
        until = open_date() + dt.timedelta(days=data["days"] - 1)
        actor = caller.as_actor()
        by = Actor(kind="system", id="day-end", label=f"day-end, advanced by {actor.id}")
        return close_until(until=until, actor=by, at=timezone.now())

    def perform(self, *, prepared: Any, **facts: Any) -> dict[str, Any]:
        return {
            "business_date": open_date().isoformat(),
            "closed": [
                {
                    "date": str(report.on),
                    "seconds": round(report.seconds, 3),
                    "quarantined": len(report.quarantined),
                }
                for report in prepared
            ],
        }
