"""How often a partner may call, counted in the cache all web processes share.

The limit keeps one partner from taking everybody's turn; it guards no secret. So when the cache is
away the calls go on uncounted.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60
logger = structlog.get_logger(__name__)


class PartnerThrottle(BaseThrottle):
    """A fixed window a minute; every answer says what is left of it."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this call. False when the minute is used up. Pages that need no token have no limit."""
        if request.auth is None:
            return True
        most = settings.LOANWRIGHT_API_CALLS_A_MINUTE
        now = time.time()
        self._left_seconds = WINDOW_SECONDS - int(now) % WINDOW_SECONDS
        partner: Any = request.user
        key = f"api-calls:{partner.public_id}:{int(now) // WINDOW_SECONDS}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
            count = cache.incr(key)
        except (RedisError, ValueError) as error:  # away, or emptied between the two
            logger.warning("rate limit not counted", error=type(error).__name__)
            return True
        request.rate_limit_headers = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(max(0, most - count)),
            "RateLimit-Reset": str(self._left_seconds),
        }
        return bool(count <= most)

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._left_seconds
