"""The SMS gateway of this installation: one client a process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from core.notifications.sms_client import SmsClient


@lru_cache(maxsize=1)
def _client(base_url: str, secret: str, timeout: float) -> SmsClient:
    return SmsClient(base_url=base_url, secret=secret or None, timeout=timeout)


def sms_client() -> SmsClient:
    """The client for the gateway that the settings name."""
    return _client(
        settings.SMS_URL,
        getattr(settings, "SMS_SECRET", ""),
        float(settings.OUTSIDE_TIMEOUT_SECONDS),
    )
