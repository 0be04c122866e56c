"""Every page of the desk reads, for the roles that may, and never writes."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.role_permissions import VIEWS
from accounts.states import Role
from core.desk import DeskAdmin
from tests.desk.conftest import SignIn

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def _url(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_desk(role: Role, sign_in: SignIn) -> None:
    answer = sign_in(role).get(reverse("admin:index"))

    assert answer.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_lists_open_for_the_roles_of_the_table_only(model: type, sign_in: SignIn) -> None:
    """SC2, G8: need-to-know."""
    for role in Role:
        answer = sign_in(role).get(_url(model, "changelist"))

        assert answer.status_code == (200 if model._meta.label_lower in VIEWS[role] else 403), role


def test_every_view_of_the_table_of_roles_has_a_page() -> None:
    named = {label for labels in VIEWS.values() for label in labels}

    assert named <= {model._meta.label_lower for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_nothing_can_be_added_changed_or_deleted(model: type, sign_in: SignIn) -> None:
    page = admin.site._registry[model]
    client = sign_in(*Role)
    client.officer.is_superuser = True
    client.officer.save()

    assert isinstance(page, DeskAdmin)
    assert client.get(_url(model, "add")).status_code == 403
    assert client.post(_url(model, "change", 1), {}).status_code == 405
    assert client.post(_url(model, "delete", 1), {"post": "yes"}).status_code in (302, 403)
    assert client.post(
        _url(model, "changelist"), {"action": "delete_selected", "_selected_action": "1"}
    ).status_code in (200, 302, 403)
    assert page.get_actions(client.get(_url(model, "changelist")).wsgi_request) == {}


def test_borrowers_have_no_desk(client: object, sign_in: SignIn) -> None:
    from tests.factories.accounts import make_borrower

    borrower_client = sign_in(Role.AUDITOR)
    borrower_client.force_login(make_borrower().user)

    assert borrower_client.get(reverse("admin:index")).status_code == 302
