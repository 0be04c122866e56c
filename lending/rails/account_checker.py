"""The bank's answer about an account and its holder, for the accounts stage."""

from __future__ import annotations

from accounts.errors import BankCheckUnavailable
from accounts.types import AccountAnswer
from lending.rails import bank as rails
from lending.rails.errors import BankError


def check_account_holder(
    *, number: str, holder: str, resident_id: str, phone: str
) -> AccountAnswer:
    """Ask the bank. Raises BankCheckUnavailable when it gives no usable answer."""
    try:
        answer = rails.bank().check_account(
            number=number, holder=holder, resident_id=resident_id or None, phone=phone or None
        )
    except BankError as error:
        raise BankCheckUnavailable from error
    return AccountAnswer(is_match=answer.is_match, reason=answer.reason or "")
