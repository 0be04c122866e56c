"""Reactions of this stage: a case opens with a loan's being overdue and closes with its end."""

from __future__ import annotations

import datetime as dt
from typing import Final

from collection.locks import lock_open_case_of
from collection.services.open_cases import make_cases, open_cases
from core.actors import Actor, System
from core.calendar.business_date import open_date
from core.day_end import Step, StepResult, moment, register_step
from core.transitions import move
from lending.events import OverdueLoansTakenOver
from lending.next_event import due_for_events
from repayments.events import LoanCured, LoanOverdue, LoanSettled

COLLECTION: Final[Actor] = System("collection")


def open_case(event: LoanOverdue) -> None:
    """In the transaction in which the loan fell overdue; in a day-end the step opens them all at once."""
    if not event.in_day_end and lock_open_case_of(event.loan_id) is None:
        make_cases([event.loan_id], on=open_date(), actor=COLLECTION)


def open_cases_of_book(event: OverdueLoansTakenOver) -> None:
    """In the transaction in which a running book came in."""
    make_cases(event.loan_ids, on=open_date(), actor=COLLECTION)


def cure_case(event: LoanCured) -> None:
    _close(event.loan_id, "cure", reason="nothing is overdue any more")


def settle_case(event: LoanSettled) -> None:
    _close(event.loan_id, "settle", reason="the loan is settled")


def _close(loan_id: int, transition: str, *, reason: str) -> None:
    case = lock_open_case_of(loan_id)
    if case is not None:
        on = open_date()
        move(case, transition, actor=COLLECTION, at=moment(on), reason=reason, on=on)


def register_steps() -> None:
    """The day-end opens the cases of a date, and of overdue loans that came with a book taken over."""
    register_step(Step(name="collection.open_cases", run=_open_cases_step, select=due_for_events))


def _open_cases_step(ids: list[int], on: dt.date, actor: Actor) -> StepResult:
    opened = open_cases(obligation_ids=ids, on=on, actor=actor)
    return StepResult(loans=opened, rows=opened)
