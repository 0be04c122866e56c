from __future__ import annotations

import datetime as dt

import pytest

from accounts.consent_texts import VERSION
from accounts.errors import ConsentNeeded
from accounts.models import Consent
from accounts.selectors import live_consent
from accounts.services import give_consent, withdraw_consent
from core.errors import InvalidInput, NotFound
from core.models import AuditEntry
from tests.factories.accounts import NOON, make_borrower

pytestmark = pytest.mark.usefixtures("books_open")


@pytest.fixture
def borrower():
    return make_borrower(purposes=("terms", "privacy"))


def give(borrower, purpose="credit_report", **changes):
    facts = {"version": VERSION, "channel": "web", "actor": borrower.as_actor(), "at": NOON}
    return give_consent(borrower_id=borrower.public_id, purpose=purpose, **{**facts, **changes})


def withdraw(borrower, purpose="credit_report", at=NOON):
    actor = borrower.as_actor()
    return withdraw_consent(borrower_id=borrower.public_id, purpose=purpose, actor=actor, at=at)


def test_one_purpose_never_stands_in_for_another(borrower):
    """PIPL 14: purpose-bound."""
    give(borrower, "credit_report")

    assert live_consent(borrower.public_id, "credit_report")
    assert live_consent(borrower.public_id, "bank_account") is None


def test_giving_the_same_version_again_adds_nothing(borrower):
    first = give(borrower)
    again = give(borrower, at=NOON + dt.timedelta(hours=1))

    assert again.pk == first.pk
    assert Consent.objects.filter(purpose="credit_report").count() == 1


def test_withdrawing_ends_it_and_keeps_the_row(borrower):
    """PIPL 15-16: as easy as giving, and the ledger keeps both times."""
    give(borrower)
    withdraw(borrower, at=NOON + dt.timedelta(hours=1))

    assert live_consent(borrower.public_id, "credit_report") is None
    row = Consent.objects.get(purpose="credit_report")
    assert (row.given_at, row.withdrawn_at) == (NOON, NOON + dt.timedelta(hours=1))
    assert AuditEntry.objects.filter(action="accounts.withdraw_consent").count() == 1

    give(borrower, at=NOON + dt.timedelta(hours=2))
    assert Consent.objects.filter(purpose="credit_report").count() == 2


def test_a_consent_that_does_not_live_cannot_be_withdrawn(borrower):
    with pytest.raises(NotFound):
        withdraw(borrower)


@pytest.mark.parametrize("purpose", ["terms", "privacy"])
def test_what_the_sign_in_rests_on_is_not_withdrawn_by_button(borrower, purpose):
    with pytest.raises(ConsentNeeded):
        withdraw(borrower, purpose)

    assert live_consent(borrower.public_id, purpose)


@pytest.mark.parametrize(
    ("purpose", "version"), [("everything", VERSION), ("credit_report", "1999-01")]
)
def test_unknown_purposes_and_replaced_texts_are_refused(borrower, purpose, version):
    with pytest.raises(InvalidInput):
        give(borrower, purpose, version=version)

    assert Consent.objects.count() == 2


def test_a_newer_text_ends_the_older_consent(borrower, monkeypatch):
    give(borrower)
    Consent.objects.filter(purpose="credit_report").update(version="2025-01")

    give(borrower, at=NOON + dt.timedelta(days=1))

    rows = list(Consent.objects.filter(purpose="credit_report").order_by("pk"))
    assert [row.version for row in rows] == ["2025-01", VERSION]
    assert rows[0].withdrawn_at is not None
    assert rows[1].withdrawn_at is None
