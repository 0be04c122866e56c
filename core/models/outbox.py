from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class OutboxMessage(models.Model):
    """Something to tell the outside, written in the transaction it tells of; delivered at least once."""

    topic = models.CharField(
        max_length=40
    )  # "sms", "bank.payout", ...: registered with its deliverer
    key = models.CharField(max_length=120)  # the consumer's idempotency key
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # ids, no personal data
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    delivering_at: dt.datetime  # set on the instance that a deliverer gets; no column

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="one_outbox_message_a_key")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(delivered_at=None, given_up_at=None),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
