from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.attempts import BANK_CHECK_BY_BORROWER, give_back, spend_try
from accounts.bank_check import check_account
from accounts.banks import reason_text
from accounts.consent_texts import current_text
from accounts.errors import (
    AccountNotAccepted,
    BankCheckUnavailable,
    ConsentMissing,
    HolderIsNotBorrower,
    IdentityNotVerified,
    TooManyBankAccounts,
)
from accounts.identity.documents import parse_name
from accounts.locks import lock_borrower
from accounts.models import BankAccount, Borrower
from accounts.selectors import bank_accounts_of, borrower_by_id, live_consent
from accounts.states import ConsentPurpose, IdentityState
from core.actors import Actor
from core.audit import record
from core.errors import InvalidInput
from core.notifications import notify
from core.privacy.sealing import blind_index

BANK_ACCOUNTS_MAX = 5
_NUMBER = re.compile(r"[0-9]{12,19}\Z")


def add_bank_account(
    *, borrower_id: str, number: str, bank: str, holder: str, actor: Actor, at: dt.datetime
) -> BankAccount:
    """Add an account of the borrower's own, after the bank has confirmed its holder.

    An account that is already on the list is returned as it is. The bank is asked over HTTP, so
    call it outside of transactions.

    Raises NotFound, InvalidInput, IdentityNotVerified, ConsentMissing, HolderIsNotBorrower,
    AccountNotAccepted, BankCheckUnavailable, TooManyBankAccounts, TooManyAttempts.
    """
    borrower = borrower_by_id(borrower_id)
    digits, bank_name = parse_account(number=number, bank=bank)
    if borrower.identity_state != IdentityState.VERIFIED:
        raise IdentityNotVerified
    if parse_name(holder, pointer="/holder") != borrower.name:
        raise HolderIsNotBorrower
    if live_consent(borrower_id, ConsentPurpose.BANK_ACCOUNT) is None:
        raise ConsentMissing(purpose=current_text(ConsentPurpose.BANK_ACCOUNT).title)  # type: ignore[union-attr]
    listed = _listed(borrower, digits)
    if listed is not None:
        return listed
    _refuse_too_many(borrower)
    _ask_bank(borrower, digits, at=at)
    with transaction.atomic():
        borrower = lock_borrower(borrower_id)
        listed = _listed(borrower, digits)
        if listed is not None:
            return listed
        _refuse_too_many(borrower)
        account = BankAccount.objects.create(
            borrower=borrower,
            number=digits,
            number_index=blind_index("bank_account", digits),
            last_four=digits[-4:],
            bank=bank_name,
            holder=borrower.name,
            checked_at=at,
        )
        record("accounts.add_bank_account", actor=actor, subject=account)
        notify(
            recipient=borrower.public_id,
            template="security.bank_account_added",
            facts={"last_four": account.last_four},
            at=at,
        )
        return account


def parse_account(*, number: str, bank: str) -> tuple[str, str]:
    """Digits of the number and name of the bank. Raises InvalidInput."""
    digits = re.sub(r"[\s-]", "", number)
    if not (_NUMBER.match(digits) and digits.isascii()):
        message = _("An account number has 12 to 19 digits.")
        raise InvalidInput.at("/number", "invalid_account_number", message)
    name = " ".join(bank.split())
    if not 2 <= len(name) <= 80 or not name.isprintable():
        message = _("Please enter the name of the bank.")
        raise InvalidInput.at("/bank", "invalid_bank", message)
    return digits, name


def _ask_bank(borrower: Borrower, digits: str, *, at: dt.datetime) -> None:
    spent = spend_try(BANK_CHECK_BY_BORROWER, borrower.public_id, at=at)
    try:
        answer = check_account(
            number=digits,
            holder=borrower.name or "",
            resident_id=borrower.resident_id or "",
            phone=borrower.phone or "",
        )
    except BankCheckUnavailable:
        give_back(spent)
        raise
    if not answer.is_match:
        raise AccountNotAccepted(reason=reason_text(answer.reason))
    give_back(spent)


def _listed(borrower: Borrower, digits: str) -> BankAccount | None:
    index = blind_index("bank_account", digits)
    return bank_accounts_of(borrower).filter(number_index=index).first()


def _refuse_too_many(borrower: Borrower) -> None:
    if bank_accounts_of(borrower).count() >= BANK_ACCOUNTS_MAX:
        raise TooManyBankAccounts(limit=BANK_ACCOUNTS_MAX)
