from __future__ import annotations

from django.db import models


class FailedTry(models.Model):
    """One failed guess or one metered request: what the limits against guessing count.

    Kept in the database, not in the cache, so that a restart forgives nobody. The key is a blind
    index: neither phones nor addresses lie here. Rows older than a day are deleted on the way.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "tried_at"], name="tries_by_key")]
        verbose_name_plural = "failed tries"

    def __str__(self) -> str:
        return f"{self.kind} at {self.tried_at:%F %T}"
