from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts.errors import PasswordTooWeak, UsernameTaken
from accounts.models import Partner, User
from accounts.services import create_partner, create_staff, ensure_roles
from accounts.states import Role
from core.actors import System
from core.errors import InvalidInput
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("books_open")


def staff(**changes):
    facts = {"username": "first.wang", "password": PASSWORD, "full_name": "Wang", "roles": ["risk"]}
    return create_staff(**{**facts, **changes}, actor=System("test"))


def test_every_role_is_a_group():
    ensure_roles()
    ensure_roles()

    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_staff_have_the_roles_named_and_no_other():
    """SC2: separate powers."""
    user = staff(roles=[Role.FIRST_REVIEWER, "risk"])

    assert user.is_staff
    assert user.has_role(Role.RISK)
    assert not user.has_role(Role.SENIOR_REVIEWER, Role.FINANCE, Role.ADMIN)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"roles": ["king"]}, InvalidInput),
        ({"username": "a b"}, InvalidInput),
        ({"full_name": " "}, InvalidInput),
        ({"password": "short"}, PasswordTooWeak),
    ],
)
def test_a_refusal_makes_no_sign_in(change, error):
    with pytest.raises(error):
        staff(**change)

    assert not User.objects.exists()


def test_a_user_name_is_given_once():
    staff()

    with pytest.raises(UsernameTaken):
        staff()


def test_the_command_makes_staff_and_says_its_password_once(capsys):
    call_command("create_staff", "fin.li", "--full-name", "Li", "--role", "finance", "--json")

    told = json.loads(capsys.readouterr().out)
    assert User.objects.get(username="fin.li").check_password(told["password"])
    with pytest.raises(SystemExit) as caught:
        call_command("create_staff", "fin.li", "--full-name", "Li", "--role", "finance")
    assert caught.value.code == 2


def token(client, client_id, secret, **extra):
    body = {"grant_type": "client_credentials", **extra}
    return client.post("/oauth/token/", body, headers={"authorization": _basic(client_id, secret)})


def _basic(client_id: str, secret: str) -> str:
    import base64

    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def test_a_partner_gets_tokens_of_its_own_scopes_only(client):
    """ASVS 10.4.11."""
    partner, client_id, secret = create_partner(
        name="Shop", scopes=["quotes", "applications"], actor=System("test")
    )

    answer = token(client, client_id, secret)
    assert answer.status_code == 200
    assert set(answer.json()["scope"].split()) == {"quotes", "applications"}
    assert token(client, client_id, secret, scope="payments.reverse").status_code == 400
    assert token(client, client_id, "wrong").status_code == 401

    partner.is_active = False
    partner.save()
    assert token(client, client_id, secret, scope="quotes").status_code == 400


def test_the_secret_is_kept_as_a_digest_only():
    partner, _, secret = create_partner(name="Shop", scopes=["quotes"], actor=System("test"))

    assert secret not in partner.oauth_application.client_secret


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_unknown_scopes_are_refused(scopes):
    with pytest.raises(InvalidInput):
        create_partner(name="Shop", scopes=scopes, actor=System("test"))

    assert not Partner.objects.exists()
