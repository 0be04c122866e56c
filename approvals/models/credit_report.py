from __future__ import annotations

from django.db import models

from core.ids import PublicIdField
from core.privacy.fields import SealedTextField


class CreditReport(models.Model):
    """A report fetched from the bureau with live consent for a stated purpose (DM4, D11)."""

    public_id = PublicIdField(prefix="rep")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="credit_reports"
    )
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="credit_reports"
    )
    consent = models.ForeignKey("accounts.Consent", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    bureau_reference = models.CharField(max_length=80)
    body = SealedTextField()  # the report as JSON; each look is audited (XC6)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class BureauAttempt(models.Model):
    """One try to fetch a report, also those that failed: three failures make it a manual task (DM4)."""

    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="bureau_attempts"
    )
    attempted_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.application_id} at {self.attempted_at:%F %T}: {self.error or 'ok'}"
