from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.errors import UsernameTaken
from accounts.models import User
from accounts.role_permissions import VIEWS
from accounts.services.sign_up import check_password
from accounts.states import Role
from core.actors import Actor
from core.audit import record
from core.errors import InvalidInput


def ensure_roles() -> dict[Role, Group]:
    """One group for each role, with exactly the permissions that the table of roles gives it."""
    groups = {role: Group.objects.get_or_create(name=str(role))[0] for role in Role}
    views = {
        f"{app}.{codename.removeprefix('view_')}": pk
        for app, codename, pk in Permission.objects.filter(
            codename__startswith="view_"
        ).values_list("content_type__app_label", "codename", "pk")
    }
    wanted = {
        (groups[role].pk, views[label])
        for role, labels in VIEWS.items()
        for label in labels
        if label in views
    }
    through = Group.permissions.through
    rows = through.objects.filter(group_id__in=[group.pk for group in groups.values()])
    present = set(rows.values_list("group_id", "permission_id"))
    through.objects.bulk_create(
        through(group_id=group, permission_id=permission)
        for group, permission in sorted(wanted - present)
    )
    for group, permission in present - wanted:
        rows.filter(group_id=group, permission_id=permission).delete()
    return groups


def create_staff(
    *, username: str, password: str, full_name: str, roles: Iterable[Role | str], actor: Actor
) -> User:
    """Make a staff member's sign-in with these roles (SC2: separate powers, so name few).

    Raises InvalidInput (name, roles), PasswordTooWeak, UsernameTaken.
    """
    name, shown = username.strip(), " ".join(full_name.split())
    if not 3 <= len(name) <= 60 or not name.isascii() or not name.replace(".", "_").isidentifier():
        text = "3 to 60 letters, digits, dots and underscores, beginning with a letter"
        raise InvalidInput.at("/username", "invalid_username", text)
    if not 1 <= len(shown) <= 80:
        raise InvalidInput.at("/full_name", "invalid_name", "1 to 80 characters")
    wanted = read_roles(roles)
    check_password(password)
    with transaction.atomic():
        if User.objects.filter(username=name).exists():
            raise UsernameTaken(username=name)
        user = User.objects.create_staff(username=name, password=password, full_name=shown)
        groups = ensure_roles()
        user.groups.set([groups[role] for role in wanted])
        details = {"roles": [str(role) for role in wanted]}
        record("accounts.create_staff", actor=actor, subject=user, details=details)
        return user


def read_roles(roles: Iterable[Role | str]) -> list[Role]:
    known = {str(role): role for role in Role}
    wanted = []
    for role in roles:
        if str(role) not in known:
            text = f"{role!r} is not one of {', '.join(known)}"
            raise InvalidInput.at("/roles", "unknown_role", text)
        wanted.append(known[str(role)])
    return wanted
