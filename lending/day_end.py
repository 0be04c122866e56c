"""The day-end steps on loans that need no later stage (order: config/day_end.py)."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from core.day_end import Step, StepResult, register_step
from lending.accrual.income import recognise_income
from lending.next_event import due_for_events, schedule_next_events


def register_loan_steps() -> None:
    register_step(Step(name="lending.recognise_income", run=_recognise_income))
    register_step(
        Step(name="lending.schedule_next_events", run=_schedule_next_events, select=due_for_events)
    )


def _recognise_income(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    return StepResult(loans=0, rows=recognise_income(on=on))


def _schedule_next_events(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    changed = schedule_next_events(obligation_ids=ids, after=on)
    return StepResult(loans=changed, rows=changed)
