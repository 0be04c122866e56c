"""The doorbell: whoever hears it looks what is due in the database and does it.

Rung on commit by whoever made something due, and once a minute by Celery beat, so a lost,
repeated or reordered ring changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Answer = Callable[[dt.datetime], object]

_answers: dict[str, Answer] = {}


def register(name: str, answer: Answer) -> None:
    """Say what to look after when the doorbell rings (from an `apps.py`); called with the real time.

    Answers run one after the other, outside any transaction, and must bear being run twice at once.
    """
    _answers[name] = answer


def answer_all(*, at: dt.datetime) -> list[str]:
    """Run every answer; returns their names.

    Raises ExceptionGroup, after all were run, with what broke.
    """
    broken: list[Exception] = []
    for name, answer in list(_answers.items()):
        try:
            answer(at)
        except Exception as error:  # collected, and raised below after the others
            error.add_note(f"while answering the doorbell: {name}")
            broken.append(error)
    if broken:
        raise ExceptionGroup("answers to the doorbell broke", broken)
    return list(_answers)
