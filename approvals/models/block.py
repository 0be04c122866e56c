from __future__ import annotations

from django.db import models

from core.ids import PublicIdField


class Block(models.Model):
    """A borrower to whom we do not lend for now, with who said so and why; lifted, never deleted."""

    public_id = PublicIdField(prefix="blk")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="blocks"
    )
    reason = models.TextField()
    blocked_by = models.CharField(max_length=120)
    blocked_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["borrower"],
                condition=models.Q(lifted_at=None),
                name="one_live_block_a_borrower",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by="")),
                name="block_lifted_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} of borrower {self.borrower_id}"
