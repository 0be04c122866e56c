"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import IllegalMove, LoanwrightError


class LoanNotOpen(LoanwrightError):
    """Settled or written off: nothing can be paid in the ordinary way."""

    code = "loan_not_open"
    message = _("Nothing is owed on this loan any more.")


class PaymentReferenceReused(LoanwrightError):
    """One (channel, reference), two contents: the first stands."""

    code = "payment_reference_reused"
    message = _("A payment with the reference %(reference)s exists with another amount or loan.")


class PaymentBackdatedTooFar(LoanwrightError):
    """Money on this loan was booked with a later value date; it would have to be taken apart first."""

    code = "payment_backdated_too_far"
    http_status = 422
    message = _(
        "Something was booked on this loan on %(last)s, so a payment cannot count from "
        "%(received_on)s. Please contact our finance desk, who can enter it with a later date."
    )


class PaymentInFuture(LoanwrightError):
    code = "payment_in_future"
    http_status = 422
    message = _("Money received on %(received_on)s cannot be booked: today is %(today)s.")


class PaymentAmountDiffers(LoanwrightError):
    """What arrived is not what was ordered: kept aside until finance has looked."""

    code = "payment_amount_differs"
    message = _("%(arrived)s arrived where %(expected)s was expected.")


class ReverseLaterFirst(LoanwrightError):
    """Payments are undone from the last one back, so that every split can still be explained."""

    code = "reverse_later_first"
    message = _("A later payment, %(later)s, must be reversed first.")


class PaymentNotPosted(IllegalMove):
    code = "payment_not_posted"
    message = _("Only a posted payment can be reversed or get a receipt; this one is %(state)s.")


class MethodNotOffered(LoanwrightError):
    code = "payment_method_not_offered"
    http_status = 422
    message = _("A payment cannot be started by %(method)s.")


class CashierDown(LoanwrightError):
    """The order was not opened, or we do not know: the payment stays and is asked for."""

    code = "cashier_down"
    http_status = 503
    retryable = True
    message = _("The cashier does not answer just now. Please try again in a moment.")


class CashierRefused(LoanwrightError):
    code = "cashier_refused"
    http_status = 502
    message = _("The cashier did not accept this payment. Please choose another way to pay.")


class MoreThanOwed(LoanwrightError):
    """A borrower is not asked to pay more than the loan can take."""

    code = "more_than_owed"
    http_status = 422
    message = _("You owe %(owed)s in all: please pay no more than that.")


class NotSettledYet(LoanwrightError):
    code = "not_settled_yet"
    message = _("This loan is not settled: there is no settlement certificate yet.")
