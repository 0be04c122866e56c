from __future__ import annotations

from django.db import models


class DayEndChunk(models.Model):
    """One piece of one step of one day-end: claimed with SKIP LOCKED, done once."""

    on = models.DateField()
    step = models.CharField(max_length=60)
    chunk = models.PositiveIntegerField()
    first_id = models.BigIntegerField(
        default=0
    )  # obligations from `first_id` up to and with `last_id`
    last_id = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    loans = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    seconds = models.DecimalField(max_digits=10, decimal_places=3, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "step", "chunk"], name="one_day_end_chunk")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.step} {self.chunk}"


class QuarantinedObligation(models.Model):
    """An obligation that a step could not process: set aside so that it blocks nobody else."""

    on = models.DateField()
    step = models.CharField(max_length=60)
    obligation_id = models.BigIntegerField()
    error = models.TextField()
    quarantined_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "step", "obligation_id"], name="quarantined_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.step} obligation {self.obligation_id}"
