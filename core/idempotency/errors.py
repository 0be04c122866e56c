"""Refusals of the idempotency store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class IdempotencyKeyMissing(LoanwrightError):
    """No key, or one that is not 1 to 255 printable ASCII characters."""

    code = "idempotency_key_missing"
    http_status = 400
    message = _("This request needs an Idempotency-Key header of 1 to 255 characters.")


class IdempotencyKeyReused(LoanwrightError):
    code = "idempotency_key_reused"
    http_status = 422
    message = _("This Idempotency-Key was used before for another request.")


class IdempotencyInProgress(LoanwrightError):
    code = "idempotency_in_progress"
    http_status = 409
    retryable = True
    message = _("The first request with this Idempotency-Key is still being worked on.")


class IdempotencyClaimLost(LoanwrightError):
    """The request took longer than its lease and another one took the key over: nothing is kept."""

    code = "idempotency_claim_lost"
    http_status = 409
    retryable = True
    message = _("This request took too long and was given to a repetition of it.")
