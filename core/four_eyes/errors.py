"""Refusals of four eyes, besides MakerIsChecker."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class AlreadyDecided(LoanwrightError):
    code = "already_decided"
    message = _("This request has been decided before.")
