"""An administrator changes what a colleague may do, or ends a sign-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.policies import StaffUser, may_manage_staff
from accounts.services.create_staff import ensure_roles, read_roles
from accounts.states import Role
from core.audit import record
from core.errors import InvalidInput, MakerIsChecker, NotAllowed, NotFound


@transaction.atomic
def change_roles(
    *, username: str, roles: Iterable[Role | str], user: StaffUser, reason: str, at: dt.datetime
) -> User:
    """Give exactly these roles; nobody changes their own.

    Raises NotAllowed, MakerIsChecker, NotFound, InvalidInput for a role or without a reason.
    """
    staff = _staff_to_change(username, user, reason)
    wanted = read_roles(roles)
    groups = ensure_roles()
    before = sorted(staff.role_names)
    staff.groups.set([groups[role] for role in wanted])
    details = {"before": before, "after": sorted(str(role) for role in wanted)}
    record(
        "accounts.change_staff",
        actor=user.as_actor(),
        subject=staff,
        reason=reason,
        details=details,
    )
    return staff


@transaction.atomic
def set_staff_active(
    *, username: str, is_active: bool, user: StaffUser, reason: str, at: dt.datetime
) -> User:
    """End a sign-in or open it again; open sessions end with the next click.

    Raises NotAllowed, MakerIsChecker for one's own, NotFound, InvalidInput without a reason.
    """
    staff = _staff_to_change(username, user, reason)
    staff.is_active = is_active
    staff.save(update_fields=["is_active"])
    details = {"active": is_active}
    record(
        "accounts.change_staff",
        actor=user.as_actor(),
        subject=staff,
        reason=reason,
        details=details,
    )
    return staff


def _staff_to_change(username: str, user: StaffUser, reason: str) -> User:
    if not may_manage_staff(user):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "a reason must be given")
    staff = User.objects.select_for_update().filter(username=username, is_staff=True).first()
    if staff is None:
        raise NotFound
    if staff.pk == user.pk:
        raise MakerIsChecker
    return staff
