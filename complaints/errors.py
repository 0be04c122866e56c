"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class NotTheHandler(LoanwrightError):
    code = "not_the_handler"
    http_status = 403
    message = _("Only the handler of this complaint may do this: take it first.")


class HandlerHasInterest(LoanwrightError):
    """RULES C6: the handler must have no interest in the case."""

    code = "handler_has_interest"
    http_status = 403
    message = _("You worked on this borrower's case: somebody else must handle the complaint.")


class ExtensionTooLong(LoanwrightError):
    """RULES C2: at most 60 working days in all."""

    code = "extension_too_long"
    http_status = 422
    message = _("The new deadline must lie after %(old)s and not after %(latest)s.")


class NoLoanToRedress(LoanwrightError):
    code = "no_loan_to_redress"
    message = _("This complaint names no loan: redress is paid into a loan.")


class RedressPending(LoanwrightError):
    code = "redress_pending"
    message = _(
        "Redress is still waiting for a second person: it must be decided before the complaint is answered."
    )
