from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.ids import PublicIdField


class FourEyesRequest(models.Model):
    """Something one person asked for and another must agree to before it happens."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REFUSED = "refused"

    public_id = PublicIdField(prefix="eye")
    kind = models.CharField(
        max_length=60, db_index=True
    )  # "lending.waive", registered with its effect
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    summary = models.CharField(max_length=200)
    reason = models.TextField()
    maker_id = models.CharField(max_length=80)
    maker_label = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.PENDING)
    checker_id = models.CharField(max_length=80, blank=True)
    checker_label = models.CharField(max_length=120, blank=True)
    checker_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="pending", decided_at=None, checker_id="")
                | (
                    ~models.Q(state="pending")
                    & models.Q(decided_at__isnull=False)
                    & ~models.Q(checker_id="")
                ),
                name="four_eyes_decided_pairs",
            ),
            models.CheckConstraint(
                condition=~models.Q(maker_id=models.F("checker_id")),
                name="four_eyes_maker_is_not_checker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} ({self.state})"
