from __future__ import annotations

import datetime as dt

import pytest

from accounts.errors import ConsentMissing, IdentityMismatch, InvalidResidentId, UnderAge
from accounts.identity.client import IdentityOutcome
from accounts.models import Borrower, Consent
from accounts.services import find_or_register_customer, verify_identity
from accounts.types import ConsentInput
from core.actors import Actor
from core.errors import InvalidInput
from tests.factories.accounts import NOON, VERSION, consents, make_borrower, make_resident_id

pytestmark = pytest.mark.usefixtures("books_open", "identity_authority")
PARTNER = Actor(kind="partner", id="par_1", label="Shop")


def register(**changes) -> Borrower:
    facts = {
        "name": "李雷",
        "resident_id": make_resident_id(serial=7),
        "phone": "13812345678",
        "channel": "partner:par_1",
        "consents": consents(),
        "actor": PARTNER,
        "at": NOON,
    }
    return find_or_register_customer(**{**facts, **changes})


def test_registers_a_verified_person_without_a_sign_in():
    borrower = register()

    assert borrower.user is None
    assert borrower.identity_state == "verified"
    assert borrower.phone == "+8613812345678"
    assert Consent.objects.filter(borrower=borrower, channel="partner:par_1").count() == 5


def test_the_same_person_again_is_the_same_record(identity_authority):
    """XC4."""
    first = register()
    again = register(channel="partner:par_2", phone="13900000000")

    assert again.pk == first.pk
    assert Borrower.objects.get().phone == "+8613812345678"
    assert len(identity_authority.asked) == 1
    assert Consent.objects.count() == 5


def test_a_person_who_signed_up_on_the_web_is_found(identity_authority):
    """XC4: web first, partner later."""
    web = make_borrower(is_verified=False)
    number = make_resident_id(serial=9)
    verify_identity(
        borrower_id=web.public_id,
        name="李雷",
        resident_id=number,
        actor=web.as_actor(),
        at=NOON,
    )

    assert register(resident_id=number).pk == web.pk


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"resident_id": "110101199003077750"}, InvalidResidentId),
        ({"resident_id": make_resident_id(dt.date(2010, 1, 1))}, UnderAge),
        ({"phone": "1"}, InvalidInput),
        ({"name": "李"}, InvalidInput),
        ({"consents": consents("credit_report")}, ConsentMissing),
        ({"consents": consents("identity_check", "identity_check")}, InvalidInput),
        ({"consents": [ConsentInput(purpose="identity_check", version="0")]}, InvalidInput),
    ],
)
def test_a_refusal_makes_nobody(identity_authority, change, error):
    with pytest.raises(error):
        register(**change)

    assert identity_authority.asked == []
    assert not Borrower.objects.exists()
    assert not Consent.objects.exists()


def test_a_mismatch_makes_nobody(identity_authority):
    identity_authority.outcome = IdentityOutcome.MISMATCH

    with pytest.raises(IdentityMismatch):
        register()

    assert not Borrower.objects.exists()


def test_a_known_number_under_another_name_is_refused():
    register()

    with pytest.raises(IdentityMismatch):
        register(name="韩梅梅", consents=consents("marketing"))

    assert not Consent.objects.filter(purpose="marketing").exists()


def test_a_consent_keeps_the_time_the_partner_took_it_but_none_of_the_future():
    taken = NOON - dt.timedelta(hours=3)
    borrower = register(
        consents=[ConsentInput(purpose="identity_check", version=VERSION, given_at=taken)]
    )

    assert Consent.objects.get(borrower=borrower).given_at == taken
    for wrong in (NOON + dt.timedelta(days=1), taken.replace(tzinfo=None)):
        given = ConsentInput(purpose="marketing", version=VERSION, given_at=wrong)
        with pytest.raises(InvalidInput):
            register(consents=[given])
    assert Consent.objects.count() == 1
