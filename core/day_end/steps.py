"""What a day-end consists of: steps that the stages register, in the order that `config` gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from core.actors import Actor
from core.calendar.business_date import institution_zone

END_OF_DAY = dt.time(23, 59, 59)


@dataclass(frozen=True)
class StepResult:
    """How many obligations a run of a step touched, and how many rows it wrote."""

    loans: int
    rows: int


@dataclass(frozen=True)
class Step:
    """One piece of the day's work, idempotent for a date.

    With `select`: it names the obligations that have something due by the date, ascending; `run`
    gets them chunk by chunk, each chunk in one transaction, and must look again under lock whether
    there is still something to do. Without: `run` is called once, with no ids, in one transaction.
    """

    name: str  # "repayments.issue_bills"
    run: Callable[[list[int], dt.date, Actor], StepResult]
    select: Callable[[dt.date], list[int]] | None = None
    chunk_size: int = 500


class UnknownStep(LookupError):
    """`config/day_end.py` names a step that no stage registered, or leaves one out."""


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Make a step known (from an `apps.py`); its name must also stand in `config/day_end.py`."""
    if _steps.get(step.name, step) != step:
        raise ValueError(f"day-end step {step.name} is registered twice")
    _steps[step.name] = step


def ordered_steps() -> list[Step]:
    """The steps of a day-end. Raises UnknownStep unless order and registry name the same steps."""
    problems = _order_problems()
    if problems:
        raise UnknownStep("; ".join(problems))
    return [_steps[name] for name in settings.DAY_END_STEPS]


def check_order(**_: Any) -> list[CheckMessage]:
    """System check: the order in `config/day_end.py` fits what the stages registered."""
    return [Error(problem, id="core.E001") for problem in _order_problems()]


def moment(on: dt.date) -> dt.datetime:
    """The moment that a day-end step gives to what it does: the end of the business date."""
    return dt.datetime.combine(on, END_OF_DAY, tzinfo=institution_zone())


def _order_problems() -> list[str]:
    order = list(settings.DAY_END_STEPS)
    problems = [
        f"config/day_end.py names {n}, which nobody registered" for n in order if n not in _steps
    ]
    problems += [f"config/day_end.py leaves out {name}" for name in _steps if name not in order]
    problems += [
        f"config/day_end.py names {n} twice"
        for n in sorted({n for n in order if order.count(n) > 1})
    ]
    return problems
