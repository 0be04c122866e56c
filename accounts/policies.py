"""Who may do what in this stage."""

from __future__ import annotations

from typing import Any, Protocol

from accounts.states import Role
from core.actors import Actor


class StaffUser(Protocol):
    """A sign-in of the staff, as far as a policy looks at it."""

    pk: Any

    def has_role(self, *roles: Any) -> bool: ...

    def as_actor(self) -> Actor: ...


def may_see_personal_data(user: StaffUser) -> bool:
    """Whoever speaks to the person or checks who they are, each time for a stated reason (G8)."""
    return user.has_role(
        Role.FIRST_REVIEWER,
        Role.SENIOR_REVIEWER,
        Role.COLLECTOR,
        Role.COMPLAINT_HANDLER,
        Role.FINANCE,
        Role.COMPLIANCE,
    )


def may_manage_staff(user: StaffUser) -> bool:
    return user.has_role(Role.ADMIN)


def may_manage_partners(user: StaffUser) -> bool:
    return user.has_role(Role.ADMIN)
