from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.events import BankAccountRemoved
from accounts.locks import lock_bank_account, lock_borrower
from accounts.models import BankAccount
from core.actors import Actor
from core.audit import record
from core.events import publish


def remove_bank_account(
    *, borrower_id: str, account_id: str, actor: Actor, at: dt.datetime
) -> BankAccount:
    """Take an account off the borrower's list; what was paid to it keeps pointing to it.

    Raises NotFound for an account that is not the borrower's or was removed before, and whatever a
    later stage raises that still needs the account.
    """
    with transaction.atomic():
        borrower = lock_borrower(borrower_id)
        account = lock_bank_account(account_id, borrower=borrower)
        account.removed_at = at
        account.save(update_fields=["removed_at"])
        record("accounts.remove_bank_account", actor=actor, subject=account)
        publish(BankAccountRemoved(account_id=account.pk, borrower_id=borrower.pk))
        return account
