"""Limits against guessing: how many failed tries of one kind a key may have in a while.

A limit delays, it never locks a person out for good: whoever is attacked can go on after the
while, and can sign in by code meanwhile (ASVS 2.4.1, 6.3.1).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.errors import TooManyAttempts
from accounts.models import FailedTry
from core.privacy.sealing import blind_index

_KEPT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `within`."""

    kind: str
    most: int
    within: dt.timedelta


PASSWORD_BY_PHONE = Limit("password-phone", 5, dt.timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Limit("sign-in-address", 60, dt.timedelta(hours=1))
CODES_BY_ADDRESS = Limit("codes-address", 40, dt.timedelta(hours=1))
IDENTITY_BY_BORROWER = Limit("identity", 5, dt.timedelta(hours=24))
BANK_CHECK_BY_BORROWER = Limit("bank-account", 8, dt.timedelta(hours=24))


def spend_try(limit: Limit, key: str, *, at: dt.datetime) -> FailedTry | None:
    """Use up one try before the guess is looked at, so that parallel guesses cannot pass the limit.

    Call it outside of the transaction that may be refused. An empty key has no limit. A try over
    the limit is not counted: asking again does not lengthen the wait. Raises TooManyAttempts.
    """
    if not key:
        return None
    index = blind_index(limit.kind, key)
    tries = FailedTry.objects.filter(kind=limit.kind, key=index)
    spent = FailedTry.objects.create(kind=limit.kind, key=index, tried_at=at)
    recent = tries.filter(tried_at__gt=at - limit.within).order_by("-tried_at", "-pk")
    times = list(recent.values_list("tried_at", flat=True)[: limit.most + 1])
    if len(times) > limit.most:
        spent.delete()
        wait = times[-1] + limit.within - at
        raise TooManyAttempts(minutes=max(1, -(-int(wait.total_seconds()) // 60)))
    tries.filter(tried_at__lt=at - _KEPT).delete()
    return spent


def give_back(spent: FailedTry | None) -> None:
    """The try was not a wrong guess after all."""
    if spent is not None:
        spent.delete()


def forget_tries(limit: Limit, key: str) -> None:
    """Start anew after a success."""
    FailedTry.objects.filter(kind=limit.kind, key=blind_index(limit.kind, key)).delete()
