"""Refusals of the day-end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class DayEndTooEarly(LoanwrightError):
    """Today and the future are closed in a sandbox only."""

    code = "day_end_too_early"
    message = _("%(on)s is not over yet (today is %(today)s): only a sandbox may close it.")


class DateNotOpen(LoanwrightError):
    """Dates are closed in order, from the oldest unclosed one."""

    code = "date_not_open"
    message = _("%(on)s cannot be closed: the open business date is %(open_on)s.")


class DayEndStuck(LoanwrightError):
    """Another run holds a chunk and makes no progress."""

    code = "day_end_stuck"
    retryable = True
    message = _("Another run of the day-end holds %(step)s of %(on)s and does not move.")
