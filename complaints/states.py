from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplaintState(models.TextChoices):
    """A complaint from its number to its answer (RULES C1, C2, C5, C6)."""

    REGISTERED = "registered", _("registered")
    IN_HANDLING = "in_handling", _("being handled")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Category(models.TextChoices):
    FEES = "fees", _("interest and fees")
    REPAYMENT = "repayment", _("repayment and balance")
    COLLECTION = "collection", _("how we collect")
    PRIVACY = "privacy", _("personal information")
    CREDIT_RECORD = "credit_record", _("credit record")
    MARKETING = "marketing", _("advertising and sales")
    SERVICE = "service", _("service")
    OTHER = "other", _("something else")


class RedressState(models.TextChoices):
    REQUESTED = "requested", _("waiting for a second person")
    PAID = "paid", _("paid")
    REFUSED = "refused", _("refused")
