"""The bank of this installation: one client a process, as the settings say."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from lending.rails.bank_client import BankClient


def bank() -> BankClient:
    """The client; it may be used by many threads."""
    return _client(
        settings.BANK_URL,
        settings.LOANWRIGHT_BANK_KEY_ID,
        settings.LOANWRIGHT_BANK_SECRET,
        float(settings.OUTSIDE_TIMEOUT_SECONDS),
    )


@lru_cache(maxsize=4)
def _client(base_url: str, key_id: str, secret: str, timeout: float) -> BankClient:
    return BankClient(base_url=base_url, key_id=key_id, secret=secret, timeout=timeout)
