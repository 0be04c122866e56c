"""What can go wrong between the platform and the bank.

The difference that matters for money: after ``BankUnreachable`` nothing has happened, after
``BankOutcomeUnknown`` something may have happened and the bank has to be asked.
"""

from __future__ import annotations


class BankError(Exception):
    """Base of everything the rails raise."""

    code = "bank_error"


class BankUnreachable(BankError):
    """The request did not reach the bank, or it only asked something: safe to send again."""

    code = "bank_unreachable"


class BankOutcomeUnknown(BankError):
    """The bank may have acted. Ask by reference; never send under a new one."""

    code = "bank_outcome_unknown"

    def __init__(self, message: str, *, reference: str) -> None:
        super().__init__(message)
        self.reference = reference


class BankRefused(BankError):
    """The bank understood and said no; nothing was done. ``reason`` is the bank's own code."""

    code = "bank_refused"

    def __init__(self, message: str, *, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class BankReferenceConflict(BankRefused):
    """Our reference was used before with other content, or the order cannot be changed now."""

    code = "bank_reference_conflict"


class BankReferenceUnknown(BankRefused):
    """The bank has never seen this reference: sending it (again) moves the money once."""

    code = "bank_reference_unknown"


class BankAnswerUnreadable(BankError):
    """The bank answered a question, or sent a callback, in a form we do not understand."""

    code = "bank_answer_unreadable"


class SignatureRefused(BankError):
    """A request claims to come from the bank and is not signed as the bank signs."""

    code = "bank_signature_refused"
