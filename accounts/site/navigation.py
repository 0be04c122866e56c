"""The sections of the borrower site; each stage registers its own from `apps.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, order=True)
class NavigationItem:
    """A section: `path` is where it starts, `icon` a name in icons.svg."""

    order: int
    path: str
    label: Any = field(compare=False)
    icon: str = field(compare=False)

    def is_current(self, path: str) -> bool:
        return path == self.path if self.path == "/" else path.startswith(self.path)


_items: dict[str, NavigationItem] = {
    "/": NavigationItem(0, "/", _("Home"), "home"),
    "/profile/": NavigationItem(90, "/profile/", _("Me"), "person"),
}


def register_navigation_item(*, order: int, path: str, label: Any, icon: str) -> None:
    """Add a section; five fit at the bottom of a phone. Home is 0, the profile 90."""
    _items[path] = NavigationItem(order, path, label, icon)


def navigation_for(path: str) -> list[dict[str, Any]]:
    """The sections in order, for the page at `path`."""
    return [
        {
            "path": item.path,
            "label": item.label,
            "icon": item.icon,
            "is_here": item.is_current(path),
        }
        for item in sorted(_items.values())
    ]
