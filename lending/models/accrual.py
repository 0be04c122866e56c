from __future__ import annotations

from django.db import models

from core.fields import AmountField, CurrencyField


class AccrualSegment(models.Model):
    """A stretch of days on which a loan earns a constant amount a day, written by an event.

    Interest: `amount` over `days` from `starts_on` up to `ends_on` (exclusive). Penalty: open-ended,
    `numerator / denominator` a day on the overdue principal until an event ends it.
    The exact daily amount is the fraction numerator / denominator (in currency units).
    """

    class Kind(models.TextChoices):
        INTEREST = "interest"
        PENALTY = "penalty"

    obligation = models.ForeignKey("lending.Obligation", on_delete=models.PROTECT, related_name="segments")
    instalment = models.ForeignKey(
        "lending.Instalment", null=True, on_delete=models.PROTECT, related_name="segments"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    product = models.CharField(max_length=40)
    currency = CurrencyField()
    starts_on = models.DateField()  # first day that earns
    ends_on = models.DateField(null=True)  # first day that earns no more; null: open
    numerator = models.DecimalField(max_digits=30, decimal_places=10)
    denominator = models.DecimalField(max_digits=30, decimal_places=10)
    posted = AmountField(default=0)  # penalty: what of it has been made receivable

    class Meta:
        indexes = [
            models.Index(fields=["obligation", "starts_on"], name="segments_by_obligation"),
            models.Index(fields=["obligation"], condition=models.Q(ends_on=None), name="open_segments"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(denominator__gt=0), name="segment_fraction")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.obligation_id} from {self.starts_on}"


class AccrualSlope(models.Model):
    """Change of a product's daily accrual on a date: sums of what the segments write, so that the
    income of a day costs as many rows as there are products. Exact to 20 decimals."""

    product = models.CharField(max_length=40)
    currency = CurrencyField()
    kind = models.CharField(max_length=8)
    on = models.DateField()
    slope = models.DecimalField(
        max_digits=38, decimal_places=20, default=0
    )  # change of the daily amount from `on`
    jump = models.DecimalField(max_digits=38, decimal_places=20, default=0)  # one-off correction on `on`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "currency", "kind", "on"], name="one_slope_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.kind} {self.on}"


class RecognisedIncome(models.Model):
    """Income of one product and day: exact running total, and the rounded amount posted that day."""

    product = models.CharField(max_length=40)
    currency = CurrencyField()
    kind = models.CharField(max_length=8)
    on = models.DateField()
    daily = models.DecimalField(max_digits=38, decimal_places=20)
    cumulative = models.DecimalField(max_digits=38, decimal_places=20)
    posted = AmountField()
    entry = models.ForeignKey("lending.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "currency", "kind", "on"], name="income_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.kind} {self.on}: {self.posted}"
