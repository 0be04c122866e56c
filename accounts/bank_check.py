"""Asking the bank whether an account belongs to its holder.

The bank's client lives in a later stage, which registers the question here when it starts.
"""

from __future__ import annotations

from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from accounts.types import AccountAnswer


class AccountChecker(Protocol):
    """Raises BankCheckUnavailable when the bank gives no usable answer."""

    def __call__(
        self, *, number: str, holder: str, resident_id: str, phone: str
    ) -> AccountAnswer: ...


_checkers: list[AccountChecker] = []


def register_account_checker(checker: AccountChecker) -> None:
    """Say who asks the bank; the last one registered counts."""
    _checkers[:] = [checker]


def check_account(*, number: str, holder: str, resident_id: str, phone: str) -> AccountAnswer:
    """Ask the bank; call it outside of transactions.

    Raises BankCheckUnavailable, and ImproperlyConfigured where no stage registered a bank.
    """
    if not _checkers:
        raise ImproperlyConfigured("no stage has registered an account checker")
    return _checkers[0](number=number, holder=holder, resident_id=resident_id, phone=phone)
