"""Masks, staff, partners, second person, payouts, products and books at the desk."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Partner, User
from accounts.states import Role
from core.actors import System
from core.calendar.business_date import set_open_date
from core.models import AuditEntry
from lending.services import fail_payout
from products.models import ProductVersion
from products.services import seed_products
from tests.desk.conftest import SignIn
from tests.factories.accounts import NOON, PASSWORD, make_borrower, make_staff
from tests.factories.lending import payout


@pytest.fixture
def house(db: None) -> None:
    set_open_date(on=NOON.date())
    seed_products(actor=System("seed"), on=NOON.date(), at=NOON)


def test_personal_data_is_masked_until_a_reason_is_given(sign_in: SignIn) -> None:
    """G8: need-to-know, each look on record."""
    borrower = make_borrower()
    client = sign_in(Role.COMPLAINT_HANDLER)
    page = reverse("admin:accounts_borrower_change", args=[borrower.pk])
    unmask = reverse("admin:accounts_borrower_do", args=[borrower.pk, "unmask"])

    body = client.get(page).content.decode()
    assert borrower.masked_phone in body
    for secret in (borrower.phone, borrower.resident_id, borrower.name):
        assert str(secret) not in body
    assert client.post(unmask, {"reason": ""}).status_code == 422
    shown = client.post(unmask, {"reason": "The caller proves who they are"})

    assert str(borrower.phone) in shown.content.decode()
    entry = AuditEntry.objects.get(action="accounts.see_personal_data")
    assert (entry.subject_id, entry.reason) == (
        borrower.public_id,
        "The caller proves who they are",
    )


def test_who_has_no_need_cannot_see_personal_data(sign_in: SignIn) -> None:
    borrower = make_borrower()
    unmask = reverse("admin:accounts_borrower_do", args=[borrower.pk, "unmask"])

    assert sign_in(Role.RISK).post(unmask, {"reason": "curious"}).status_code == 403
    assert sign_in(Role.AUDITOR).post(unmask, {"reason": "curious"}).status_code == 403


def test_borrowers_are_found_by_whole_numbers_only(sign_in: SignIn) -> None:
    borrower = make_borrower()
    client, url = sign_in(Role.COMPLAINT_HANDLER), reverse("admin:accounts_borrower_changelist")

    whole = client.get(url, {"q": borrower.phone}).content.decode()
    part = client.get(url, {"q": str(borrower.phone)[3:9]}).content.decode()

    assert borrower.public_id in whole
    assert borrower.public_id not in part


def test_an_administrator_makes_and_ends_sign_ins(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    create = reverse("admin:accounts_user_list_do", args=["create"])
    facts = {
        "username": "new.officer",
        "full_name": "New",
        "password": PASSWORD,
        "roles": ["finance"],
    }

    assert client.post(create, facts).status_code == 302
    again = client.post(create, facts)
    made = User.objects.get(username="new.officer")
    ended = reverse("admin:accounts_user_do", args=[made.pk, "deactivate"])
    client.post(ended, {"reason": "left us"})

    assert again.status_code in (409, 422)
    made.refresh_from_db()
    assert not made.is_active
    assert AuditEntry.objects.get(action="accounts.change_staff").reason == "left us"


def test_nobody_changes_their_own_roles(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    url = reverse("admin:accounts_user_do", args=[client.officer.pk, "roles"])

    answer = client.post(url, {"roles": ["finance", "admin"], "reason": "me too"})

    assert answer.status_code == 403
    assert User.objects.get(pk=client.officer.pk).role_names == {"admin"}


def test_other_roles_make_no_sign_ins(sign_in: SignIn) -> None:
    create = reverse("admin:accounts_user_list_do", args=["create"])

    assert sign_in(Role.AUDITOR).post(create, {}).status_code == 403
    assert sign_in(Role.FINANCE).post(create, {}).status_code == 403


def test_the_secret_of_a_partner_is_shown_once(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    create = reverse("admin:accounts_partner_list_do", args=["create"])

    shown = client.post(create, {"name": "New Partner", "scopes": ["quotes"]})

    partner = Partner.objects.get(name="New Partner")
    secret = shown.context["shown"].panels[0].context["secret"]
    page = client.get(reverse("admin:accounts_partner_change", args=[partner.pk]))
    assert "no-store" in shown["Cache-Control"]
    assert secret in shown.content.decode()
    assert secret not in page.content.decode()


def test_guesses_at_an_officers_password_are_limited(db: None, client: object) -> None:
    officer = make_staff(Role.FINANCE)
    url, facts = reverse("admin:login"), {"username": officer.username, "password": "wrong"}

    for _try in range(5):
        client.post(url, facts)  # type: ignore[attr-defined]
    answer = client.post(url, facts | {"password": PASSWORD})  # type: ignore[attr-defined]

    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_finance_orders_a_new_payout_for_a_reason(house: None, sign_in: SignIn) -> None:
    """SC16."""
    failed = payout()
    fail_payout(reference=failed.reference, reason="account closed", at=NOON, actor=System("bank"))
    client = sign_in(Role.FINANCE)
    retry = reverse("admin:lending_disbursement_do", args=[failed.pk, "retry"])

    page = reverse("admin:lending_disbursement_change", args=[failed.pk])
    assert page in client.get(reverse("admin:index")).content.decode()
    assert retry in client.get(page).content.decode()
    assert sign_in(Role.AUDITOR).post(retry, {"reason": "try"}).status_code == 403
    client.post(retry, {"reason": "the borrower has a new account"})

    failed.refresh_from_db()
    assert failed.state == "intended"


def test_a_product_version_is_published_by_another_person(house: None, sign_in: SignIn) -> None:
    """G4: the one who proposes is not the one who publishes."""
    published = ProductVersion.objects.get(product__code="AL1", state="published")
    facts = {
        column.name: getattr(published, column.name)
        for column in ProductVersion._meta.fields
        if column.name not in ("id", "public_id", "number", "state", "published_on", "retired_on")
    }
    draft = ProductVersion.objects.create(**facts, number=published.number + 1)
    both = sign_in(Role.RISK, Role.COMPLIANCE)

    def press(client: object, name: str) -> int:
        url = reverse("admin:products_productversion_do", args=[draft.pk, name])
        return int(client.post(url, {"reason": "new year"}).status_code)  # type: ignore[attr-defined]

    assert press(sign_in(Role.COMPLIANCE), "send-to-review") == 403
    assert press(both, "send-to-review") == 302
    press(both, "publish")
    draft.refresh_from_db()
    assert draft.state == "in_review"
    press(sign_in(Role.COMPLIANCE), "publish")

    draft.refresh_from_db()
    published.refresh_from_db()
    assert (draft.state, published.state) == ("published", "retired")


def test_the_trial_balance_says_that_the_books_balance(house: None, sign_in: SignIn) -> None:
    url = reverse("admin:trial_balance")
    client = sign_in(Role.AUDITOR)

    assert client.get(url).status_code == 200
    assert client.get(url, {"to": "2026-02-31"}).status_code == 200
    assert client.get(url, {"to": dt.date(2026, 3, 1)}).status_code == 200
    assert sign_in(Role.COLLECTOR).get(url).status_code == 403
