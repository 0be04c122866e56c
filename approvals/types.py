"""Values that other stages and the interfaces meet."""

from __future__ import annotations

from typing import Any, Protocol

from core.actors import Actor


class Officer(Protocol):
    """A signed-in member of staff, as the services of this stage need one."""

    pk: Any
    is_active: bool

    def has_role(self, *roles: Any) -> bool: ...

    def as_actor(self) -> Actor: ...
