"""Checks of what every stage uses: four eyes and outbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from core.coherence import run_checks
from core.models import FourEyesRequest, OutboxMessage
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db


def report(check_id: str) -> Any:
    (found,) = run_checks(deep=False, only=check_id)
    return found


def put(key: str, **columns: Any) -> None:
    OutboxMessage.objects.create(topic="letters", key=key, payload={}, **columns)


def test_a_message_that_was_given_up_or_waits_for_hours_is_found() -> None:
    now = timezone.now()
    put("delivered", due_at=now - dt.timedelta(days=9), delivered_at=now)
    put("fresh", due_at=now - dt.timedelta(minutes=5))
    put("future", due_at=now + dt.timedelta(days=1))
    assert report("core.outbox").ok

    put("stuck", due_at=now - dt.timedelta(hours=3))
    put("hopeless", due_at=now, given_up_at=now, last_error="no answer")

    found = report("core.outbox")
    assert (found.ok, found.checked, found.broken) == (False, 4, 2)
    assert found.examples == [
        "letters stuck after 0 attempts: no error",
        "letters hopeless after 0 attempts: no answer",
    ]


@pytest.mark.real_commits
def test_a_request_decided_by_its_maker_is_found(owner_connection: Any) -> None:
    request = FourEyesRequest.objects.create(
        kind="test.waive",
        subject_kind="loan",
        subject_id="loan_1",
        summary="-",
        reason="-",
        maker_id="mia",
        maker_label="Mia",
        made_at=NOON,
        state="approved",
        checker_id="chen",
        checker_label="Chen",
        decided_at=NOON,
    )
    assert report("core.four_eyes").ok

    owner_connection.execute(
        "ALTER TABLE core_foureyesrequest DROP CONSTRAINT four_eyes_maker_is_not_checker"
    )
    FourEyesRequest.objects.update(checker_id="mia")

    found = report("core.four_eyes")
    assert (found.broken, found.examples) == (1, [request.public_id])
