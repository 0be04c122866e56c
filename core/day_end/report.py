"""What a day-end did, read from its rows: also right for a date that took several runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Sum

from core.models import DayEndChunk, QuarantinedObligation


@dataclass(frozen=True)
class StepReport:
    step: str
    loans: int
    rows: int
    seconds: float


@dataclass(frozen=True)
class Quarantined:
    obligation: int
    step: str
    error: str


@dataclass(frozen=True)
class DayReport:
    """`seconds` is the time that this run took; those of the steps add up all their workers."""

    on: dt.date
    seconds: float
    steps: tuple[StepReport, ...]
    quarantined: tuple[Quarantined, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.on.isoformat(),
            "seconds": round(self.seconds, 3),
            "steps": [vars(step) for step in self.steps],
            "quarantined": [vars(item) for item in self.quarantined],
        }


def report_of(on: dt.date, *, seconds: float) -> DayReport:
    rows = DayEndChunk.objects.filter(on=on).values("step")
    totals = {
        row["step"]: StepReport(row["step"], row["l"], row["r"], float(row["s"]))
        for row in rows.annotate(l=Sum("loans"), r=Sum("rows"), s=Sum("seconds")).order_by("step")
    }
    order = [name for name in settings.DAY_END_STEPS if name in totals]
    order += [name for name in totals if name not in order]
    aside = QuarantinedObligation.objects.filter(on=on).order_by("obligation_id", "step")
    return DayReport(
        on=on,
        seconds=seconds,
        steps=tuple(totals[name] for name in order),
        quarantined=tuple(Quarantined(q.obligation_id, q.step, q.error) for q in aside),
    )
