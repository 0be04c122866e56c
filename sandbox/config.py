"""What one sandbox process is told at its start."""

from __future__ import annotations

import dataclasses
import pathlib

MAX_BODY_BYTES = 1_000_000
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    """Addresses, secrets and the pace of the outside world (seconds, so that tests may hurry)."""

    state: pathlib.Path
    bank_secret: str = dataclasses.field(repr=False)
    bank_key_id: str = "loanwright"
    api_key: str | None = dataclasses.field(default=None, repr=False)
    callback_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    settle_seconds: float = 0.2
    late_seconds: float = 5.0
    hang_seconds: float = 30.0
    slow_seconds: float = 3.0
    retry_seconds: float = 0.5
    retry_seconds_max: float = 60.0
    callback_timeout_seconds: float = 10.0
