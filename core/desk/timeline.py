"""What happened to a case: moves and audit entries in one line of time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.desk.action_names import name_of
from core.desk.pages import Cell, Panel, Table
from core.desk.words import TONES, local
from core.models import AuditEntry, TransitionLog

_MOST = 60


@lru_cache(maxsize=1)
def _states() -> dict[str, dict[str, Any]]:
    """Texts of the states of every machine, by machine."""
    found: dict[str, dict[str, Any]] = {}
    for model in apps.get_models():
        columns = {field.name: field for field in model._meta.concrete_fields}
        if "state" in columns and columns["state"].choices:
            found[str(model._meta.model_name)] = dict(columns["state"].choices)
    return found | _WORDS


# Machines whose own texts are for programs only.
_WORDS: dict[str, dict[str, Any]] = {
    "foureyesrequest": {
        "pending": _("waiting for a second person"),
        "approved": _("approved"),
        "refused": _("refused"),
    },
    "notification": {
        "waiting": _("waiting"),
        "sent": _("sent"),
        "delivered": _("delivered"),
        "failed": _("not delivered"),
    },
}
# The platform's own processes, as they sign their work.
_PROCESSES: dict[str, Any] = {
    "rules": _("the rules"),
    "day-end": _("the day-end"),
    "bank": _("the bank"),
    "outbox": _("the outbox"),
}


def _who(row: AuditEntry | TransitionLog) -> Any:
    if row.actor_kind == "system":
        return _PROCESSES.get(row.actor_label, row.actor_label)
    return row.actor_label


def machines() -> list[tuple[str, str]]:
    """Every machine with its name."""
    return [
        (str(model._meta.model_name), capfirst(str(model._meta.verbose_name)))
        for model in apps.get_models()
        if model._meta.model_name in _states()
    ]


def state_text(machine: str, state: str) -> str:
    return str(_states().get(machine, {}).get(state, state))


def timeline_panel(*subjects: str, title: Any = "") -> Panel:
    """Moves and audit entries of these public ids, newest first: two queries."""
    wanted = [subject for subject in subjects if subject]
    moves = TransitionLog.objects.filter(object_id__in=wanted).order_by("-pk")[:_MOST]
    entries = AuditEntry.objects.filter(subject_id__in=wanted).order_by("-pk")[:_MOST]
    rows: list[tuple[Any, int, list[Any]]] = []
    for move in moves:
        target = Cell(
            capfirst(state_text(move.machine, move.target)), tone=TONES[move.target] or "quiet"
        )
        rows.append(
            (move.recorded_at, 1, [local(move.recorded_at), target, _who(move), move.reason])
        )
    for entry in entries:
        rows.append(
            (
                entry.recorded_at,
                0,
                [local(entry.recorded_at), name_of(entry.action), _who(entry), entry.reason],
            )
        )
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    table = Table(
        columns=[_("When"), _("What"), _("Who"), _("Why")],
        rows=[row for *_key, row in rows[:_MOST]],
        empty=_("Nothing yet."),
    )
    return Panel(title=title or _("What happened"), table=table, place="end")
