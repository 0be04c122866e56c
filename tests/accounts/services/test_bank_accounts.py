from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from accounts.errors import (
    AccountNotAccepted,
    BankCheckUnavailable,
    ConsentMissing,
    HolderIsNotBorrower,
    IdentityNotVerified,
    TooManyBankAccounts,
)
from accounts.models import BankAccount
from accounts.selectors import bank_account_of, bank_accounts_of
from accounts.services import add_bank_account, remove_bank_account
from accounts.types import AccountAnswer
from core.errors import InvalidInput, NotFound
from core.models import AuditEntry
from core.privacy.sealing import blind_index
from tests.factories.accounts import NOON, make_borrower

pytestmark = pytest.mark.usefixtures("books_open", "bank")
NUMBER = "6222021234560001"


@pytest.fixture
def borrower():
    return make_borrower()


def add(borrower, **changes):
    facts = {
        "number": NUMBER,
        "bank": "招商银行",
        "holder": "王小明",
        "actor": borrower.as_actor(),
        "at": NOON,
    }
    return add_bank_account(borrower_id=borrower.public_id, **{**facts, **changes})


def remove(borrower, account):
    return remove_bank_account(
        borrower_id=borrower.public_id,
        account_id=account.public_id,
        actor=borrower.as_actor(),
        at=NOON,
    )


def test_adds_an_account_that_the_bank_confirms(borrower, bank):
    account = add(borrower, number="6222 0212-3456 0001")

    assert bank.asked == [NUMBER]
    assert account.last_four == "0001"
    assert account.checked_at == NOON
    assert account.number_index == blind_index("bank_account", NUMBER)


def test_the_row_holds_no_plaintext(borrower):
    """SECURITY 4: sealed at rest."""
    add(borrower)

    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text, b::text FROM accounts_bankaccount a, accounts_borrower b")
        row = " ".join(cursor.fetchone())
    for text in (NUMBER, "王小明", borrower.phone, borrower.resident_id):
        assert text not in row
        assert text.encode().hex() not in row


def test_the_same_account_again_is_the_same_row(borrower, bank):
    first = add(borrower)

    assert add(borrower, number="6222021234560001 ").pk == first.pk
    assert len(bank.asked) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"number": "12345"}, InvalidInput),
        ({"number": "62220212345600xx"}, InvalidInput),
        ({"number": "６222021234560001"}, InvalidInput),
        ({"bank": ""}, InvalidInput),
        ({"holder": "李雷"}, HolderIsNotBorrower),
    ],
)
def test_a_refusal_asks_and_adds_nothing(borrower, bank, change, error):
    with pytest.raises(error):
        add(borrower, **change)

    assert bank.asked == []
    assert not BankAccount.objects.exists()


def test_the_banks_no_is_told_with_its_reason(borrower, bank):
    bank.answer = AccountAnswer(is_match=False, reason="account_closed")

    with pytest.raises(AccountNotAccepted) as caught:
        add(borrower)

    assert caught.value.detail
    assert not BankAccount.objects.exists()


def test_no_answer_adds_nothing(borrower, bank):
    bank.error = BankCheckUnavailable()

    with pytest.raises(BankCheckUnavailable):
        add(borrower)

    assert not BankAccount.objects.exists()


def test_only_verified_borrowers_with_consent():
    with pytest.raises(IdentityNotVerified):
        add(make_borrower(is_verified=False))
    with pytest.raises(ConsentMissing):
        add(make_borrower(purposes=("terms", "privacy")))


def test_the_number_of_accounts_is_limited(borrower):
    for last in range(5):
        add(borrower, number=f"622202123456{last:04d}")

    with pytest.raises(TooManyBankAccounts):
        add(borrower, number="6222021234569999")

    assert bank_accounts_of(borrower).count() == 5


def test_removing_hides_the_account_and_keeps_its_row(borrower):
    account = add(borrower)

    remove(borrower, account)

    assert not bank_accounts_of(borrower).exists()
    assert BankAccount.objects.get().removed_at == NOON
    assert AuditEntry.objects.filter(action="accounts.remove_bank_account").count() == 1
    with pytest.raises(NotFound):
        remove(borrower, account)
    assert add(borrower, at=NOON + dt.timedelta(days=1)).pk != account.pk


def test_nobody_sees_or_removes_another_persons_account(borrower):
    """ASVS 8.2.2: object level."""
    account = add(borrower)
    other = make_borrower()

    with pytest.raises(NotFound):
        bank_account_of(other, account.public_id)
    with pytest.raises(NotFound):
        remove(other, account)
    assert bank_accounts_of(borrower).count() == 1
