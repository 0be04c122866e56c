"""Who may do what to whom in this stage: the one place that decides."""

from __future__ import annotations

from accounts.models import Borrower, User
from accounts.states import Role


def may_look_up_borrowers(user: User) -> bool:
    """Officers who handle cases see masked borrowers."""
    return user.has_role(*(role for role in Role if role != Role.ADMIN))


def may_unmask(user: User) -> bool:
    """See personal data in the open, with a reason that is logged (ASVS 14.2.6)."""
    return user.has_role(
        Role.FIRST_REVIEWER, Role.SENIOR_REVIEWER, Role.FINANCE, Role.COMPLIANCE, Role.COLLECTOR
    )


def may_manage_staff(user: User) -> bool:
    """Administrators manage sign-ins and roles, and have no other power by that."""
    return user.is_superuser or user.has_role(Role.ADMIN)


def may_act_for(user: User, borrower: Borrower) -> bool:
    """A borrower acts for nobody but themself."""
    return bool(user.is_active and borrower.user_id == user.pk)
