"""The day-end steps of this stage (order: config/day_end.py)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.actors import Actor
from core.day_end import Step, StepResult, moment, register_step
from lending.next_event import due_for_events
from repayments.services.fall_due import fall_due
from repayments.services.fall_overdue import fall_overdue
from repayments.services.issue_bills import issue_bills


def register_steps() -> None:
    for name, run in (
        ("repayments.issue_bills", _issue_bills),
        ("repayments.fall_due", _fall_due),
        ("repayments.fall_overdue", _fall_overdue),
    ):
        register_step(Step(name=name, run=run, select=due_for_events))


def told_at(on: dt.date) -> dt.datetime:
    """When messages of a day-end count as told: its moment, or now where the business date is ahead."""
    return min(moment(on), timezone.now())


def _issue_bills(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    issued = issue_bills(obligation_ids=ids, on=on, actor=actor, at=told_at(on))
    return StepResult(loans=issued, rows=issued)


def _fall_due(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    loans, rows = fall_due(obligation_ids=ids, on=on, actor=actor, at=moment(on))
    return StepResult(loans=loans, rows=rows)


def _fall_overdue(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    loans = fall_overdue(obligation_ids=ids, on=on, actor=actor, at=moment(on), told_at=told_at(on))
    return StepResult(loans=loans, rows=loans)
