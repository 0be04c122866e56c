"""Staff and partners: made and changed by services, with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import Partner, User
from accounts.policies import may_manage_partners, may_manage_staff
from accounts.services import change_roles, create_partner, create_staff, set_staff_active
from accounts.states import Role
from core.desk import (
    TONES,
    ActionForm,
    DeskAdmin,
    Fact,
    Panel,
    ReasonForm,
    ServiceAction,
    Shown,
    local,
    timeline_panel,
)


class StaffForm(ActionForm):
    username = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("Letters, digits, dots and underscores")
    )
    full_name = forms.CharField(label=_("Name that colleagues read"), max_length=80)
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 10 characters. Hand it over in person."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class RolesForm(ReasonForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("roles", "reason")

    def prepare(self) -> None:
        self.fields["roles"].initial = sorted(self.of.role_names)


class PartnerForm(ActionForm):
    name = forms.CharField(label=_("Partner's name"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=_("What its program may do"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        known = settings.OAUTH2_PROVIDER["SCOPES"]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, f"{scope} · {text}") for scope, text in known.items()
        ]


def _create_staff(*, obj: None, user: Any, at: dt.datetime, **values: Any) -> str:
    made = create_staff(**values, actor=user.as_actor())
    return gettext("%(name)s can sign in now.") % {"name": made.full_name}


def _change_roles(*, obj: User, user: Any, at: dt.datetime, roles: list[str], reason: str) -> str:
    change_roles(username=obj.username, roles=roles, user=user, reason=reason, at=at)
    return gettext("The roles are changed.")


def _deactivate(*, obj: User, user: Any, at: dt.datetime, reason: str) -> str:
    set_staff_active(username=obj.username, is_active=False, user=user, reason=reason, at=at)
    return gettext("The sign-in is ended.")


def _activate(*, obj: User, user: Any, at: dt.datetime, reason: str) -> str:
    set_staff_active(username=obj.username, is_active=True, user=user, reason=reason, at=at)
    return gettext("The sign-in is open again.")


def _create_partner(
    *, obj: None, user: Any, at: dt.datetime, name: str, scopes: list[str]
) -> Shown:
    partner, client_id, secret = create_partner(name=name, scopes=scopes, actor=user.as_actor())
    context = {"client_id": client_id, "secret": secret}
    return Shown(
        title=partner.name,
        panels=[
            Panel(title=_("Access"), template="accounts/desk/partner_secret.html", context=context)
        ],
        warning=gettext(
            "The secret is shown this once. Hand it over now; it cannot be read again."
        ),
    )


@admin.register(User)
class StaffAdmin(DeskAdmin):
    """Colleagues and what they may do. Borrowers' sign-ins do not appear here."""

    list_display = ("username", "full_name", "roles_text", "active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    list_actions = (
        ServiceAction(
            name="create", title=_("New colleague"), run=_create_staff, form=StaffForm,
            may=may_manage_staff, icon="person_add", variant="primary",
        ),
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="roles", title=_("Change roles"), run=_change_roles, form=RolesForm,
            may=may_manage_staff, when=lambda obj, user: obj.pk != user.pk, icon="badge",
        ),
        ServiceAction(
            name="deactivate", title=_("End the sign-in"), run=_deactivate, form=ReasonForm,
            may=may_manage_staff, when=lambda obj, user: obj.is_active and obj.pk != user.pk,
            icon="person_off", variant="danger",
        ),
        ServiceAction(
            name="activate", title=_("Open the sign-in again"), run=_activate, form=ReasonForm,
            may=may_manage_staff, when=lambda obj, _user: not obj.is_active, icon="person",
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_staff=True).prefetch_related("groups")

    @display(description=_("Roles"))
    def roles_text(self, obj: User) -> str:
        return _roles(obj)

    @display(description=_("State"), ordering="is_active", label=TONES)
    def active(self, obj: User) -> tuple[str, str]:
        return ("signed", gettext("open")) if obj.is_active else ("failed", gettext("ended"))

    def title_of(self, obj: User) -> str:
        return obj.full_name or obj.username

    def state_of(self, obj: User) -> tuple[str, str]:
        return (gettext("open"), "success") if obj.is_active else (gettext("ended"), "danger")

    def facts(self, obj: User) -> Iterable[Fact]:
        yield Fact(_("User name"), obj.username)
        yield Fact(_("Roles"), _roles(obj))
        yield Fact(_("Made"), local(obj.joined_at))
        yield Fact(_("Last sign-in"), local(obj.last_login))

    def panels(self, request: HttpRequest, obj: User) -> Iterable[Panel]:
        yield timeline_panel(obj.username)


def _roles(user: User) -> str:
    names = dict(Role.choices)
    return ", ".join(str(names.get(group.name, group.name)) for group in user.groups.all()) or "—"


@admin.register(Partner)
class PartnerAdmin(DeskAdmin):
    """Partner apps with access to the API."""

    list_display = ("name", "public_id", "scopes_text", "is_active", "created_at")
    search_fields = ("name", "public_id")
    ordering = ("name",)
    list_actions = (
        ServiceAction(
            name="create", title=_("New partner"), run=_create_partner, form=PartnerForm,
            may=may_manage_partners, icon="add", variant="primary",
            intro=_("Its secret is shown once, right after."),
        ),
    )  # fmt: skip

    @display(description=_("What it may do"))
    def scopes_text(self, obj: Partner) -> str:
        return ", ".join(obj.scopes)

    def title_of(self, obj: Partner) -> str:
        return obj.name

    def facts(self, obj: Partner) -> Iterable[Fact]:
        yield Fact(_("Record"), obj.public_id)
        yield Fact(_("What it may do"), ", ".join(obj.scopes))
        yield Fact(_("Made"), local(obj.created_at))

    def panels(self, request: HttpRequest, obj: Partner) -> Iterable[Panel]:
        yield timeline_panel(obj.public_id)
