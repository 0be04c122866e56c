"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import IllegalMove, LoanwrightError, NotAllowed


class ContactAtNight(LoanwrightError):
    """RULES K1."""

    code = "contact_at_night"
    http_status = 422
    message = _("Nobody may be contacted about a debt between 22:00 and 08:00.")


class TooManyCalls(LoanwrightError):
    """RULES K2, counted by debtor over all loans."""

    code = "too_many_calls"
    http_status = 422
    message = _("This person has answered %(calls)s calls today: that is the most allowed.")


class ContactNotDebtor(LoanwrightError):
    """RULES K3."""

    code = "contact_not_debtor"
    http_status = 422
    message = _("Only the debtor may be contacted about the debt.")


class CaseTaken(IllegalMove):
    code = "case_taken"
    message = _("A colleague is working on this case.")


class CaseNotYours(NotAllowed):
    code = "case_not_yours"
    message = _("Take the case before you work on it.")


class CaseClosed(IllegalMove):
    code = "case_closed"
    message = _("This case is closed: nothing is overdue any more.")
