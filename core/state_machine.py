"""State machines that hold in Python and in the database.

django-fsm declares the moves on the model; `guarded` reads them and adds a trigger that refuses
any other change of the column, so set-based SQL plays by the same rules.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

import pgtrigger
from django.db import models
from django_fsm import FSMField, FSMModelMixin

M = TypeVar("M", bound=models.Model)

__all__ = ["FSMModelMixin", "StateField", "guarded", "moves_of", "states_check"]


class StateField(FSMField):
    """The protected state column of a machine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("protected", True)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)


def moves_of(model: type[models.Model], field: str = "state") -> list[tuple[str, str, str]]:
    """All (from, to, method name) of a machine, sorted; "*" sources are spelt out."""
    column = cast(Any, model._meta.get_field(field))
    states = [value for value, _ in column.choices or []]
    moves = set()
    for transition in column.get_all_transitions(model):
        sources = states if transition.source == "*" else [transition.source]
        moves |= {(str(source), str(transition.target), transition.name) for source in sources}
    return sorted(moves)


def guarded(model: type[M]) -> type[M]:
    """Class decorator: the database refuses every move that the machine does not have."""
    pairs = sorted({(source, target) for source, target, _ in moves_of(model)})
    pgtrigger.register(pgtrigger.FSM(name="legal_moves", field="state", transitions=pairs))(model)
    return model


def states_check(
    name: str, states: type[models.TextChoices], *, field: str = "state"
) -> models.CheckConstraint:
    """The check constraint that goes with a machine: only declared states."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": states.values}), name=name)
