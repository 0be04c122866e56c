"""Claims on idempotency keys (INTERFACES section 3).

`claim` commits a lease before the work starts; `complete` stores the answer in the transaction of
the work, so both commit or neither; `release` frees the key after a refusal or failure. Keys
belong to a client: two partners may use the same key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.errors import OutsideTransaction
from core.idempotency.errors import (
    IdempotencyClaimLost,
    IdempotencyInProgress,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
)
from core.models import IdempotencyRecord

LEASE = dt.timedelta(seconds=60)
KEY_LENGTH_MAX = 255


@dataclass(frozen=True)
class Claim:
    """The right to do the work of this key, until the lease ends.

    `is_resumed`: the same request began before and its owner died; what it did outside of the
    transaction of its answer may have been done.
    """

    record_id: int
    token: uuid.UUID
    is_resumed: bool = False


@dataclass(frozen=True)
class Replay:
    """The work was done before: this was its answer."""

    status: int
    response: Any


@transaction.atomic
def claim(
    *, client: str, key: str | None, method: str, path: str, body: bytes, at: dt.datetime
) -> Claim | Replay:
    """Claim the key for this request, or find the answer that it has.

    Call it outside the transaction of the work. Raises IdempotencyKeyMissing (400),
    IdempotencyKeyReused (422: other method, path or body), IdempotencyInProgress (409).
    """
    if not key or len(key) > KEY_LENGTH_MAX or not (key.isascii() and key.isprintable()):
        raise IdempotencyKeyMissing
    request = {
        "method": method,
        "path": path[:255],
        "body_digest": hashlib.sha256(body).hexdigest(),
    }
    token = uuid.uuid4()
    fresh = IdempotencyRecord(
        client=client, key=key, claim=token, leased_until=at + LEASE, **request
    )
    IdempotencyRecord.objects.bulk_create([fresh], ignore_conflicts=True)
    record = IdempotencyRecord.objects.select_for_update().get(client=client, key=key)
    if record.claim == token:
        return Claim(record.pk, token)
    is_same = all(getattr(record, name) == value for name, value in request.items())
    if record.status is not None:
        if not is_same:
            raise IdempotencyKeyReused
        return Replay(record.status, record.response)
    if record.leased_until > at:
        raise IdempotencyInProgress if is_same else IdempotencyKeyReused
    for name, value in request.items():
        setattr(record, name, value)
    record.claim, record.leased_until = token, at + LEASE
    record.save()
    return Claim(record.pk, token, is_resumed=is_same)


def complete(claim: Claim, *, status: int, response: Any, at: dt.datetime) -> None:
    """Keep the answer, in the transaction that did the work.

    Raises IdempotencyClaimLost when the lease ran out and the key went to another request, which
    must undo this one's work; OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("idempotency.complete")
    kept = IdempotencyRecord.objects.filter(
        pk=claim.record_id, claim=claim.token, status=None
    ).update(status=status, response=response, completed_at=at)
    if not kept:
        raise IdempotencyClaimLost


def release(claim: Claim) -> None:
    """Free the key after a refusal or a failure that undid everything."""
    IdempotencyRecord.objects.filter(pk=claim.record_id, claim=claim.token, status=None).delete()


def forget(claim: Claim) -> None:
    """Free the key though its answer is kept: what had to follow the commit failed, so that the
    caller gets a refusal and will ask again."""
    IdempotencyRecord.objects.filter(pk=claim.record_id, claim=claim.token).delete()
