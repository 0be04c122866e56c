from __future__ import annotations

import pgtrigger
from django.db import models

from core.ids import PublicIdField


class Document(models.Model):
    """A stored file that never changes: contract, certificate, voucher, uploaded paper."""

    public_id = PublicIdField(prefix="doc")
    kind = models.CharField(max_length=40)  # "contract", "settlement_certificate", "voucher", ...
    owner = models.CharField(
        max_length=40, db_index=True
    )  # public id of the borrower it belongs to
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80, db_index=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=200)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
