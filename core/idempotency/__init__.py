"""The same request twice is one request: the first answer is kept and replayed."""

from core.idempotency.claims import Claim, Replay, claim, complete, forget, release
from core.idempotency.errors import (
    IdempotencyClaimLost,
    IdempotencyInProgress,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
)

__all__ = [
    "Claim",
    "IdempotencyClaimLost",
    "IdempotencyInProgress",
    "IdempotencyKeyMissing",
    "IdempotencyKeyReused",
    "Replay",
    "claim",
    "complete",
    "forget",
    "release",
]
