from __future__ import annotations

from django.db import models

from core.fields import AmountField, CurrencyField


class AccrualKind(models.TextChoices):
    INTEREST = "interest"
    PENALTY = "penalty"


class AccrualSegment(models.Model):
    """A stretch of days on which a loan earns the exact fraction numerator / denominator a day.

    A day earns from `starts_on` (included) to `ends_on` (excluded; null: open). An event written
    after its value date counts in income from `counts_from` and `counts_to`, the open business
    dates it was written on; an AccrualCorrection makes up the days between.
    """

    obligation = models.ForeignKey(
        "lending.Obligation", on_delete=models.PROTECT, related_name="segments"
    )
    instalment = models.ForeignKey(
        "lending.Instalment", null=True, on_delete=models.PROTECT, related_name="segments"
    )
    kind = models.CharField(max_length=8, choices=AccrualKind.choices)
    product = models.CharField(max_length=40)
    currency = CurrencyField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    counts_from = models.DateField()
    counts_to = models.DateField(null=True)
    numerator = models.DecimalField(max_digits=30, decimal_places=10)
    denominator = models.DecimalField(max_digits=30, decimal_places=10)
    total = AmountField(null=True)  # what the closed segment earned, rounded to the currency
    posted = AmountField(default=0)  # penalty: what of it has been made receivable

    class Meta:
        indexes = [
            models.Index(fields=["obligation", "kind", "starts_on"], name="segments_by_obligation"),
            models.Index(fields=["counts_from"], name="segments_starting"),
            models.Index(fields=["counts_to"], name="segments_ending"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(denominator__gt=0, numerator__gte=0), name="segment_fraction"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None, counts_to=None)
                | models.Q(
                    ends_on__gte=models.F("starts_on"),
                    counts_to__gte=models.F("counts_from"),
                    total__isnull=False,
                ),
                name="segment_end_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.obligation_id} from {self.starts_on}"


class AccrualCorrection(models.Model):
    """A one-off change of income on a date: rounding of a segment's end, days known only later."""

    segment = models.ForeignKey(
        "lending.AccrualSegment", on_delete=models.PROTECT, related_name="corrections"
    )
    kind = models.CharField(max_length=8, choices=AccrualKind.choices)
    product = models.CharField(max_length=40)
    currency = CurrencyField()
    on = models.DateField(db_index=True)
    amount = models.DecimalField(max_digits=38, decimal_places=20)

    def __str__(self) -> str:
        return f"{self.product} {self.on}: {self.amount}"


class RecognisedIncome(models.Model):
    """Income of one product and day: exact running total, and the rounded amount posted that day."""

    product = models.CharField(max_length=40)
    currency = CurrencyField()
    kind = models.CharField(max_length=8, choices=AccrualKind.choices)
    on = models.DateField()
    daily = models.DecimalField(max_digits=38, decimal_places=20)
    cumulative = models.DecimalField(max_digits=38, decimal_places=20)
    posted = AmountField()
    entry = models.ForeignKey(
        "lending.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency", "kind", "on"], name="income_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.kind} {self.on}: {self.posted}"
