from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from accounts.states import Role
from core.actors import Actor
from core.ids import new_public_id


class UserManager(BaseUserManager["User"]):
    def create_borrower_user(self, *, password: str | None) -> User:
        """A sign-in for a borrower: the name is opaque, the phone is found by its blind index."""
        return self._create(username=new_public_id("usr"), password=password)

    def create_staff(self, *, username: str, password: str, full_name: str, **extra: Any) -> User:
        return self._create(
            username=username, password=password, full_name=full_name, is_staff=True, **extra
        )

    def create_superuser(self, username: str, password: str, **extra: Any) -> User:
        return self._create(
            username=username, password=password, is_staff=True, is_superuser=True, **extra
        )

    def _create(self, *, username: str, password: str | None, **extra: Any) -> User:
        user = self.model(username=username, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in. Borrowers have an opaque name; staff a readable one and their roles as groups."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(
        max_length=80, blank=True
    )  # staff only: colleagues read it in logs
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def public_id(self) -> str:
        return self.username

    def as_actor(self) -> Actor:
        """This sign-in as the doer of something."""
        kind = "staff" if self.is_staff else "borrower"
        return Actor(kind=kind, id=self.username, label=self.full_name or self.username)  # type: ignore[arg-type]

    def has_role(self, *roles: Role) -> bool:
        """Whether this active staff member has one of the roles (an administrator has none of them by that)."""
        if not (self.is_active and self.is_staff):
            return False
        return bool(self.role_names & {str(role) for role in roles})

    @property
    def role_names(self) -> set[str]:
        if not hasattr(self, "_role_names"):
            self._role_names = set(self.groups.values_list("name", flat=True))
        return self._role_names
