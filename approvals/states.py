from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSetState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class ReviewState(models.TextChoices):
    """A referred case on its way through two people (SC2, SC14, SC15)."""

    FIRST_REVIEW = "first_review", _("first review")
    SECOND_REVIEW = "second_review", _("second review")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("taken back by the applicant")


class Outcome(models.TextChoices):
    APPROVE = "approve", _("approved")
    DECLINE = "decline", _("declined")
    REFER = "refer", _("referred to an officer")
