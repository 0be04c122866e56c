"""The one identity client of the process, made from the settings."""

from __future__ import annotations

from functools import lru_cache

import structlog
from django.conf import settings

from accounts.errors import IdentityServiceDown
from accounts.identity.client import (
    IdentityClient,
    IdentityOutcome,
    IdentityRefused,
    IdentityResult,
    IdentityUnavailable,
)

logger = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def identity_client() -> IdentityClient:
    return IdentityClient(base_url=settings.IDENTITY_URL, timeout=settings.OUTSIDE_TIMEOUT_SECONDS)


def ask_authority(*, name: str, resident_id: str) -> IdentityResult:
    """Ask whether name and number belong together; call it outside of transactions.

    Raises IdentityServiceDown when there is no answer to rely on: nobody is verified by a guess.
    """
    try:
        result = identity_client().check(name=name, resident_id=resident_id)
    except (IdentityUnavailable, IdentityRefused) as error:
        logger.warning("the identity authority gave no answer", error_code=error.code)
        raise IdentityServiceDown from error
    if result.outcome == IdentityOutcome.ERROR:
        logger.warning("the identity authority cannot answer", reason=result.reason)
        raise IdentityServiceDown
    return result
