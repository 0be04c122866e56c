from __future__ import annotations

from django.db import models


class BusinessDate(models.Model):
    """The one open business date: what is booked is booked on it (a single row, id 1)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    open_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_open_business_date")
        ]

    def __str__(self) -> str:
        return f"open: {self.open_on}"


class ClosedDate(models.Model):
    """A closed business date, sealed: digest of its journal entries, chained to the day before."""

    on = models.DateField(primary_key=True)
    entries = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # sha256 hex over the day's entries and `previous`
    previous = models.CharField(max_length=64)
    closed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.on}: {self.entries} entries, {self.digest[:12]}"


class WorkingDayOverride(models.Model):
    """A day that the library's calendar has wrong or does not know yet, with its official source."""

    country = models.CharField(max_length=2, default="CN")
    on = models.DateField()
    is_working = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "on"], name="one_override_a_day")]

    def __str__(self) -> str:
        return f"{self.country} {self.on}: {'working day' if self.is_working else 'day off'}"
