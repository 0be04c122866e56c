"""What this stage tells later stages; they may refuse by raising."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class BorrowersJoined(Event):
    """Two rows turned out to be one person (XC4): `gone_id` is about to be deleted.

    Later stages move their rows from `gone_id` to `kept_id` (keys, not public ids).
    """

    kept_id: int
    gone_id: int


@dataclass(frozen=True, kw_only=True)
class BankAccountRemoved(Event):
    """The borrower takes an account off the list; a later stage that still needs it raises."""

    account_id: int
    borrower_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A borrower withdrew a consent: what rests on it stops."""

    borrower_id: int
    purpose: str
