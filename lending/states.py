from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    """A request for a loan until it is decided and signed (SC9)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RECALLED = "recalled", _("recalled")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    CONTRACTED = "contracted", _("contract made")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class ContractState(models.TextChoices):
    DRAFTED = "drafted", _("waiting for the cost statement to be confirmed")
    COST_CONFIRMED = "cost_confirmed", _("waiting for the signature")
    SIGNED = "signed", _("signed")
    CANCELLED = "cancelled", _("cancelled")


class DisbursementState(models.TextChoices):
    """Money leaving the house: intent first, then the order to the bank, then its word."""

    INTENDED = "intended", _("being prepared")
    SENT = "sent", _("with the bank")
    UNKNOWN = "unknown", _("being asked for at the bank")
    PAID = "paid", _("arrived")
    FAILED = "failed", _("refused by the bank")


class LoanState(models.TextChoices):
    ACTIVE = "active", _("active")
    OVERDUE = "overdue", _("overdue")
    SETTLED = "settled", _("settled")
    WRITTEN_OFF = "written_off", _("written off")


class ObligationKind(models.TextChoices):
    LOAN = "loan"
    LINE = "line"
    HOUSE = "house"  # the institution itself: entries that concern nobody's debt
