"""Refusals of the API as such, before any stage is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class BodyTooLarge(LoanwrightError):
    code = "body_too_large"
    http_status = 413
    message = _("The body of this request is larger than %(most)s bytes.")


class BodyUnreadable(LoanwrightError):
    """Not JSON at all, or JSON that two readers could understand differently."""

    code = "parse_error"
    http_status = 400
    message = _("The body cannot be read as JSON: %(reason)s.")
