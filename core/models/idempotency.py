from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class IdempotencyRecord(models.Model):
    """First answer to a request with this key: replayed to every repetition.

    A claim without a status is a lease: the key is free again when `leased_until` has passed.
    """

    client = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    claim = models.UUIDField()  # of the request that holds the lease
    leased_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    completed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_answer_a_key"),
            models.CheckConstraint(
                condition=models.Q(status=None, completed_at=None)
                | models.Q(status__isnull=False, completed_at__isnull=False),
                name="idempotency_completed_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.method} {self.path} {self.key}"
