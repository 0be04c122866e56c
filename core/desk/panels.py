"""Later stages add blocks and buttons to the pages of earlier ones, which cannot know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from core.desk.actions import ServiceAction
from core.desk.pages import Panel

MakePanel = Callable[[HttpRequest, Any], Panel | Iterable[Panel] | None]

_panels: dict[str, list[tuple[int, MakePanel]]] = defaultdict(list)
_actions: dict[str, list[tuple[int, ServiceAction]]] = defaultdict(list)


def register_panel(label: str, order: int, make: MakePanel) -> None:
    """Add a block to the page of "app.model"; a page's own blocks stand at 50."""
    _panels[label.lower()].append((order, make))


def register_action(label: str, action: ServiceAction, *, order: int = 50) -> None:
    """Add a button to the page of "app.model"."""
    _actions[label.lower()].append((order, action))


def panels_of(label: str, own: Iterable[Panel], request: HttpRequest, obj: Any) -> list[Panel]:
    """The page's own blocks with those of later stages, in order."""
    made: list[tuple[int, list[Panel]]] = [(50, list(own))]
    for order, make in _panels[label]:
        panel = make(request, obj)
        if panel is not None:
            made.append((order, [panel] if isinstance(panel, Panel) else list(panel)))
    return [panel for _, group in sorted(made, key=lambda pair: pair[0]) for panel in group]


def actions_of(label: str, own: Iterable[ServiceAction]) -> list[ServiceAction]:
    """The page's own buttons, then those of later stages."""
    added = sorted(_actions[label], key=lambda pair: pair[0])
    return [*own, *(action for _, action in added)]
