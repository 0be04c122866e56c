from __future__ import annotations

import datetime as dt

import pytest

from accounts.errors import (
    AlreadyVerified,
    ConsentMissing,
    IdentityMismatch,
    IdentityServiceDown,
    IdentityTakenByAnother,
    InvalidResidentId,
    TooManyAttempts,
    UnderAge,
)
from accounts.events import BorrowersJoined
from accounts.identity.client import IdentityOutcome
from accounts.identity.documents import parse_resident_id
from accounts.models import Borrower, Consent, IdentityCheck
from accounts.selectors import age_on, borrower_of_user, live_consent
from accounts.services import verify_identity
from core import events
from core.errors import InvalidInput
from core.models import AuditEntry
from sandbox.fields import is_resident_id
from tests.factories.accounts import NOON, make_borrower, make_resident_id

pytestmark = pytest.mark.usefixtures("books_open", "identity_authority")


@pytest.fixture
def newcomer() -> Borrower:
    return make_borrower(is_verified=False)


def verify(borrower: Borrower, **changes) -> Borrower:
    facts = {
        "borrower_id": borrower.public_id,
        "name": "李 雷",
        "resident_id": make_resident_id(),
        "actor": borrower.as_actor(),
        "at": NOON,
    }
    return verify_identity(**{**facts, **changes})


def assert_still_unverified(borrower: Borrower) -> None:
    fresh = Borrower.objects.get(pk=borrower.pk)
    assert fresh.identity_state == "unverified"
    assert fresh.verified_at is None
    assert fresh.name is None
    assert fresh.resident_id is None
    assert not AuditEntry.objects.filter(action="accounts.verify_identity").exists()


def test_a_match_makes_name_and_number_the_borrowers(newcomer, identity_authority):
    """XC8."""
    number = make_resident_id()

    verify(newcomer, name=" 李 雷 ", resident_id=number.lower())

    fresh = Borrower.objects.get(pk=newcomer.pk)
    assert (fresh.name, fresh.resident_id) == ("李雷", number)
    assert fresh.identity_state == "verified"
    assert fresh.verified_at == NOON
    assert identity_authority.asked == [("李雷", number)]
    assert age_on(fresh, NOON.date()) == 35


@pytest.mark.parametrize("outcome", [IdentityOutcome.MISMATCH, IdentityOutcome.NOT_FOUND])
def test_a_mismatch_is_refused_and_kept_on_record(newcomer, identity_authority, outcome):
    """XC8: mismatch stops the case."""
    identity_authority.outcome = outcome

    with pytest.raises(IdentityMismatch):
        verify(newcomer)

    assert_still_unverified(newcomer)
    check = IdentityCheck.objects.get(borrower=newcomer)
    assert check.result == str(outcome)


@pytest.mark.parametrize("outcome", [None, IdentityOutcome.ERROR])
def test_no_answer_verifies_nobody(newcomer, identity_authority, outcome):
    """ASVS 16.5.3: fail closed."""
    identity_authority.outcome = outcome

    with pytest.raises(IdentityServiceDown):
        verify(newcomer)

    assert_still_unverified(newcomer)
    identity_authority.outcome = IdentityOutcome.MATCH
    assert verify(newcomer).identity_state == "verified"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("11010119900307775", "shape"),
        ("1101011990030777581", "shape"),
        ("11010119900307775A", "shape"),
        ("１１0101199003077758", "shape"),
        ("", "shape"),
        ("110101199002300018", "birth_date"),
        ("110101199003077750", "check_digit"),
    ],
)
def test_a_malformed_number_is_refused_before_anybody_is_asked(
    newcomer, identity_authority, number, code
):
    with pytest.raises(InvalidResidentId) as caught:
        verify(newcomer, resident_id=number)

    assert [problem.code for problem in caught.value.errors] == [code]
    assert identity_authority.asked == []
    assert_still_unverified(newcomer)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "110101199003077758"]
)
def test_the_numbers_of_the_standard_and_the_sandbox_are_sound(number):
    """GB 11643-1999 gives the first two as its examples."""
    person = parse_resident_id(f" {number[:6]} {number[6:].lower()}")

    assert person.number == number
    assert person.born_on == dt.datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007


def test_the_numbers_of_the_factory_pass_the_sandboxs_authority():
    for _ in range(50):
        assert is_resident_id(make_resident_id())


@pytest.mark.parametrize("name", ["", "王", "王5", "x" * 61])
def test_an_impossible_name_is_refused(newcomer, identity_authority, name):
    with pytest.raises(InvalidInput):
        verify(newcomer, name=name)

    assert identity_authority.asked == []


@pytest.mark.parametrize(
    ("born_on", "on", "may"),
    [
        (dt.date(2008, 3, 3), dt.date(2026, 3, 2), False),
        (dt.date(2008, 3, 2), dt.date(2026, 3, 2), True),
        (dt.date(2008, 3, 1), dt.date(2026, 3, 2), True),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), False),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), True),
        (dt.date(2027, 1, 1), dt.date(2026, 3, 2), False),
    ],
)
def test_full_age_begins_on_the_eighteenth_birthday(
    newcomer, identity_authority, born_on, on, may, settings
):
    """A11, Civil Code 17: by the open business date."""
    from core.calendar.business_date import set_open_date

    set_open_date(on=on)

    if may:
        assert verify(newcomer, resident_id=make_resident_id(born_on))
    else:
        with pytest.raises(UnderAge):
            verify(newcomer, resident_id=make_resident_id(born_on))
        assert identity_authority.asked == []
        assert_still_unverified(newcomer)


def test_nobody_is_asked_without_consent(identity_authority):
    """PIPL 14: the purpose has its own consent."""
    borrower = make_borrower(is_verified=False, purposes=("terms", "privacy"))

    with pytest.raises(ConsentMissing):
        verify(borrower)

    assert identity_authority.asked == []


def test_a_verified_identity_cannot_be_changed(newcomer):
    verify(newcomer)

    with pytest.raises(AlreadyVerified):
        verify(newcomer, name="韩梅梅")


def test_guessing_names_to_numbers_is_limited(newcomer, identity_authority):
    identity_authority.outcome = IdentityOutcome.MISMATCH
    for _ in range(5):
        with pytest.raises(IdentityMismatch):
            verify(newcomer)

    with pytest.raises(TooManyAttempts):
        verify(newcomer)
    assert len(identity_authority.asked) == 5


def test_a_person_known_from_a_partner_gets_the_sign_in_on_the_one_record():
    """XC4: the same customer by web and by partner is one record."""
    number = make_resident_id()
    known = make_borrower(
        name="李雷", phone="+8613812345678", resident_id=number, has_sign_in=False
    )
    mine = make_borrower(phone="+8613812345678", is_verified=False)
    user = mine.user
    told: list[BorrowersJoined] = []
    events.subscribe(BorrowersJoined, told.append)

    kept = verify(mine, resident_id=number)

    events._handlers[BorrowersJoined].remove(told.append)
    assert kept.pk == known.pk
    assert borrower_of_user(user).pk == known.pk
    assert not Borrower.objects.filter(pk=mine.pk).exists()
    assert told == [BorrowersJoined(kept_id=known.pk, gone_id=mine.pk)]
    assert live_consent(kept.public_id, "credit_report") is not None
    assert Consent.objects.filter(borrower=kept).count() == 10
    assert Consent.objects.filter(borrower=kept, withdrawn_at=None).count() == 5


@pytest.mark.parametrize("known_has_sign_in", [True, False])
def test_name_and_number_alone_do_not_open_another_persons_record(known_has_sign_in):
    """The record of the person has another phone: knowing the card is no proof."""
    number = make_resident_id()
    known = make_borrower(
        name="李雷", phone="+8613900000001", resident_id=number, has_sign_in=known_has_sign_in
    )
    mine = make_borrower(phone="+8613812345678", is_verified=False)

    with pytest.raises(IdentityTakenByAnother):
        verify(mine, resident_id=number)

    assert_still_unverified(mine)
    assert Borrower.objects.get(pk=mine.pk).user_id == mine.user_id
    assert Borrower.objects.get(pk=known.pk).user_id == known.user_id
