"""Who may do what in this stage."""

from __future__ import annotations

from typing import Any, Protocol

from accounts.states import Role
from core.actors import Actor


class StaffUser(Protocol):
    """A sign-in of the staff, as far as a policy looks at it."""

    def has_role(self, *roles: Any) -> bool: ...

    def as_actor(self) -> Actor: ...


def may_propose_version(user: StaffUser) -> bool:
    return user.has_role(Role.RISK)


def may_review_version(user: StaffUser) -> bool:
    """The consumer-protection review (G4)."""
    return user.has_role(Role.COMPLIANCE)
