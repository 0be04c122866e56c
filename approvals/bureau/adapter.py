"""The bureau client of this installation, one for each process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from approvals.bureau.client import BureauClient


def bureau_client() -> BureauClient:
    return _client(settings.BUREAU_URL, float(settings.OUTSIDE_TIMEOUT_SECONDS))


@lru_cache(maxsize=4)
def _client(base_url: str, timeout: float) -> BureauClient:
    return BureauClient(base_url=base_url, timeout=timeout)
