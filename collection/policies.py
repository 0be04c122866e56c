"""Who may do what in this stage."""

from __future__ import annotations

from typing import Protocol

from accounts.states import Role
from core.actors import Actor
from core.errors import NotAllowed


class StaffUser(Protocol):
    """A sign-in of the staff, as far as a policy looks at it."""

    pk: int

    def has_role(self, *roles: Role) -> bool: ...

    def as_actor(self) -> Actor: ...


def may_collect(user: StaffUser) -> bool:
    return user.has_role(Role.COLLECTOR)


def require_collector(user: StaffUser) -> None:
    """Raises NotAllowed."""
    if not may_collect(user):
        raise NotAllowed
