from __future__ import annotations

from django.db import models

from core.fields import AmountField, CurrencyField
from lending.ledger.chart import Account, Side


class JournalEntry(models.Model):
    """One balanced fact about money, for ever. Guards in the database: migration 0002.

    Guarantees: written with all its postings in one statement; debits equal credits equal `total`;
    booked on the open business date; never updated or deleted; reversed at most once.
    `value_on` is when it counts, `booked_on` the open date it was written on.
    """

    obligation = models.ForeignKey("lending.Obligation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, db_index=True)  # "disbursement", "bill", "payment", ...
    product = models.CharField(max_length=40)  # product code, for income by product
    currency = CurrencyField()
    value_on = models.DateField()
    booked_on = models.DateField(db_index=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=80)  # public id of what caused it: "pay_...", "dis_..."
    idempotency_key = models.CharField(max_length=160, unique=True)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    lines = models.PositiveSmallIntegerField()
    total = AmountField()  # sum of the debits

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["obligation", "id"], name="entries_by_obligation")]

    def __str__(self) -> str:
        return f"{self.kind} {self.total} {self.currency} ({self.source})"


class Posting(models.Model):
    """One line of a journal entry; partitioned by hash of the obligation (migration 0002)."""

    pk = models.CompositePrimaryKey("obligation_id", "entry_id", "line")
    obligation = models.ForeignKey(
        "lending.Obligation",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    entry = models.ForeignKey(
        "lending.JournalEntry",
        on_delete=models.DO_NOTHING,
        related_name="postings",
        db_constraint=False,
        db_index=False,
    )
    line = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=32, choices=Account.choices)
    side = models.CharField(max_length=1, choices=Side.choices)
    amount = AmountField()
    currency = CurrencyField()

    class Meta:
        managed = False  # the table is partitioned: migration 0002 makes it
        db_table = "lending_posting"

    def __str__(self) -> str:
        return f"{self.side} {self.account} {self.amount}"
