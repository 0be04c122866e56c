"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import IllegalMove, LoanwrightError, NotFound


class EntryExistsWithOtherContent(LoanwrightError):
    """The idempotency key was used for another entry: a conflict, not a repetition."""

    code = "entry_exists_with_other_content"
    message = _("An entry with this key exists with other content.")


class AlreadyReversed(LoanwrightError):
    code = "already_reversed"
    message = _("This entry has been reversed before.")


# --- Applications ---------------------------------------------------------------------------


class BankAccountMissing(LoanwrightError):
    """A payout needs a live account of the borrower's own."""

    code = "bank_account_missing"
    http_status = 422
    message = _("Please choose one of your own bank accounts first.")


class BankAccountInUse(LoanwrightError):
    """An application or contract under way still names the account."""

    code = "bank_account_in_use"
    message = _("This bank account is needed for an application that is under way.")


class DuplicateExternalRef(LoanwrightError):
    """A partner's own number names one application only."""

    code = "duplicate_external_ref"
    message = _("An application with the reference %(external_ref)s exists already.")


class TooManyDocuments(LoanwrightError):
    """An application carries a bounded pile of paper."""

    code = "too_many_documents"
    message = _("An application can carry up to %(most)s documents.")


class ContractStands(IllegalMove):
    """What was signed is not ended by withdrawing the application."""

    code = "contract_stands"
    message = _(
        "The contract has been signed and stands: the application can no longer be withdrawn."
    )


# --- Offers and limits ----------------------------------------------------------------------


class OfferExpired(LoanwrightError):
    code = "offer_expired"
    message = _("The offer was valid until %(until)s. Please apply again.")


class OverLimit(LoanwrightError):
    """XC7: only within the approved limit."""

    code = "over_limit"
    http_status = 422
    message = _("The amount is above your approved limit of %(limit)s.")


class ExposureExceeded(LoanwrightError):
    """All loans and contracts of one borrower together may not pass the institution's cap (RULES A5)."""

    code = "exposure_exceeded"
    http_status = 422
    message = _(
        "Together with what you owe already, this would be above %(cap)s. You can take up to %(room)s."
    )


class DeductedInAdvance(LoanwrightError):
    """Interest and fees may not be withheld from the payout (RULES P9)."""

    code = "deducted_in_advance"
    http_status = 422
    message = _("The whole amount must be paid out: nothing may be deducted in advance.")


# --- Contracts ------------------------------------------------------------------------------


class CostStatementNotShown(LoanwrightError):
    """RULES P2: shown first, then confirmed."""

    code = "cost_statement_not_shown"
    message = _("Please read the cost statement first.")


class CostStatementNotRead(LoanwrightError):
    """RULES P2: a forced reading time, counted by the server."""

    code = "cost_statement_not_read"
    retryable = True
    message = _("Please take your time to read the cost statement: %(seconds)s more seconds.")


class CostStatementChanged(LoanwrightError):
    """What was confirmed is not what the contract keeps."""

    code = "cost_statement_changed"
    message = _("This is not the cost statement of your contract. Please open it again.")


class CostStatementNotConfirmed(IllegalMove):
    """RULES P2: no signature without a confirmed statement."""

    code = "cost_statement_not_confirmed"
    message = _("Please confirm the cost statement before you sign.")


class ContractNotSigned(IllegalMove):
    """The document comes into being with the signature."""

    code = "contract_not_signed"
    message = _("This contract has not been signed yet: there is no document.")


class AlreadySigned(IllegalMove):
    """The contract has its signature; nothing is signed or paid out twice."""

    code = "already_signed"
    message = _("This contract has been signed already.")


# --- Payouts and the bank -------------------------------------------------------------------


class BankDown(LoanwrightError):
    """The bank was not reached, so nothing happened there; asked again later."""

    code = "bank_down"
    http_status = 503
    retryable = True
    message = _("The bank does not answer just now. We try again by ourselves.")


class PayoutReferenceUnknown(NotFound):
    """The bank speaks of a payout that we never ordered, or no longer follow."""

    code = "payout_reference_unknown"
    message = _("There is no payout with this reference.")


class PayoutContradicted(LoanwrightError):
    """The bank's word does not fit what is on our books: people must look."""

    code = "payout_contradicted"
    message = _("The bank's answer does not fit our payout %(reference)s: %(what)s.")


class CallbackSignatureRefused(LoanwrightError):
    code = "callback_signature_refused"
    http_status = 401
    message = _("The callback is not signed as the bank signs.")


class CallbackUnreadable(LoanwrightError):
    code = "callback_unreadable"
    http_status = 400
    message = _("The callback cannot be read: %(reason)s.")


class CallbackUnknown(NotFound):
    """Kept, unhandled: no stage knows this kind of event."""

    code = "callback_unknown"
    message = _("There is nobody for events of the kind %(event)s.")


class CallbackReused(LoanwrightError):
    """One event id, two contents: the first stands."""

    code = "callback_reused"
    message = _("The event %(event_id)s came before with other content.")
