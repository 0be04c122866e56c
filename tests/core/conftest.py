from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from core.day_end import steps
from core.notifications import codes, messages
from core.notifications.sms_client import SmsReceipt
from core.outbox import deliver

CHINA = dt.timezone(dt.timedelta(hours=8))
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)


@dataclass
class Gateway:
    """Stands for the SMS gateway; raises `error` when told to."""

    error: Exception | None = None
    sent: list[dict[str, str]] = field(default_factory=list)

    def send(self, **message: str) -> SmsReceipt:
        if self.error is not None:
            raise self.error
        self.sent.append(message)
        return SmsReceipt(id=f"SM{len(self.sent)}", state="accepted")


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    fake = Gateway()
    monkeypatch.setattr(codes, "sms_client", lambda: fake)
    monkeypatch.setattr(messages, "sms_client", lambda: fake)
    return fake


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> dict[str, deliver.Topic]:
    """The outbox's register, empty for this test."""
    empty: dict[str, deliver.Topic] = {}
    monkeypatch.setattr(deliver, "_topics", empty)
    return empty


@pytest.fixture
def day_end_steps(monkeypatch: pytest.MonkeyPatch, settings) -> list[str]:
    """The order of the day-end, empty for this test; steps registered in it are forgotten again."""
    monkeypatch.setattr(steps, "_steps", {})
    settings.DAY_END_STEPS = []
    return settings.DAY_END_STEPS
