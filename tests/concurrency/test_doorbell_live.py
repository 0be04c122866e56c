"""From a commit over the doorbell to a phone, and back: real broker, worker, gateway."""

from __future__ import annotations

import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.models import Notification, OutboxMessage
from core.notifications import notify
from tests.factories.accounts import make_borrower
from tests.foundation.live_services import LiveServices, wait_until

pytestmark = pytest.mark.real_commits


def test_a_message_reaches_the_phone_as_soon_as_it_is_committed(
    live_services: LiveServices,
) -> None:
    with transaction.atomic():
        borrower = make_borrower()
        message = notify(
            recipient=borrower.public_id,
            template="payment.received",
            facts={"amount": "¥10.00"},
            at=timezone.now(),
        )
        committed = time.monotonic()
    assert time.monotonic() - committed < 2

    wait_until(
        "the delivery", lambda: OutboxMessage.objects.filter(delivered_at__isnull=False).exists()
    )
    wait_until(
        "the receipt",
        lambda: Notification.objects.get(pk=message.pk).state == Notification.State.DELIVERED,
    )
    assert connection.in_atomic_block is False
