from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentityState(models.TextChoices):
    """How far the person behind a borrower is known (XC8)."""

    UNVERIFIED = "unverified", _("not verified")
    VERIFIED = "verified", _("verified")


class Role(models.TextChoices):
    """Staff roles; each is a Django group of the same name (SC2: separate powers)."""

    FIRST_REVIEWER = "first_reviewer", _("first reviewer")
    SENIOR_REVIEWER = "senior_reviewer", _("senior reviewer")
    FINANCE = "finance", _("finance officer")
    COLLECTOR = "collector", _("collector")
    COMPLAINT_HANDLER = "complaint_handler", _("complaint handler")
    RISK = "risk", _("risk officer")
    COMPLIANCE = "compliance", _("compliance officer")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator")


class ConsentPurpose(models.TextChoices):
    """What a borrower agrees to, each apart (PIPL 13, 14, 29; credit bureau rules art. 18)."""

    TERMS = "terms", _("terms of service")
    PRIVACY = "privacy", _("privacy notice")
    IDENTITY_CHECK = "identity_check", _("identity check with the authority")
    CREDIT_REPORT = "credit_report", _("query of the credit report")
    BANK_ACCOUNT = "bank_account", _("use of bank account data")
    MARKETING = "marketing", _("marketing messages")
