from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductVersionState(models.TextChoices):
    """Life of a product version; signed loans keep theirs whatever happens to it."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in consumer-protection review")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class Method(models.TextChoices):
    """Ways to repay (GLOSSARY)."""

    EQUAL_INSTALMENTS = "equal_instalments", _("equal instalments")
    EQUAL_PRINCIPAL = "equal_principal", _("equal principal")
    INTEREST_ONLY = "interest_only", _("interest first, principal at the end")
    BULLET = "bullet", _("one payment at the end")
    FLAT = "flat", _("flat interest on the first principal")
