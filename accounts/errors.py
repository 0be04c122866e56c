"""Everything the accounts stage refuses, with stable codes and words fit for a borrower."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, LoanwrightError

__all__ = [
    "AccountNotAccepted",
    "AccountsError",
    "AlreadyVerified",
    "BankCheckUnavailable",
    "ConsentMissing",
    "ConsentNeeded",
    "HolderIsNotBorrower",
    "IdentityMismatch",
    "IdentityNotVerified",
    "IdentityServiceDown",
    "IdentityTakenByAnother",
    "InvalidInput",
    "InvalidResidentId",
    "PasswordTooWeak",
    "PhoneAlreadyRegistered",
    "SignInRefused",
    "TooManyAttempts",
    "TooManyBankAccounts",
    "UnderAge",
    "UsernameTaken",
]


class AccountsError(LoanwrightError):
    """Base of what this stage refuses."""

    code = "accounts_refused"


class TooManyAttempts(AccountsError):
    """A limit against guessing was reached; the person may go on after a while."""

    code = "too_many_attempts"
    http_status = 429
    retryable = True
    message = _("There were too many attempts. Please try again in %(minutes)s minutes.")


class SignInRefused(AccountsError):
    """One answer for an unknown phone, a wrong password, a wrong code and a closed sign-in."""

    code = "sign_in_refused"
    http_status = 401
    message = _("The phone number and the password or code do not match. Please check both.")


class PhoneAlreadyRegistered(AccountsError):
    """Told only to somebody who proved by code that the phone is theirs."""

    code = "phone_already_registered"
    message = _("This phone number already has a sign-in. Please sign in instead.")


class PasswordTooWeak(AccountsError):
    """`errors` says what is wrong with the password."""

    code = "password_too_weak"
    http_status = 422
    message = _("Please choose another password.")


class ConsentMissing(AccountsError):
    """A consent that the step needs was not given, or was withdrawn."""

    code = "consent_missing"
    http_status = 422
    message = _("This step needs your consent first: %(purpose)s.")


class ConsentNeeded(AccountsError):
    """The platform cannot serve the borrower without this consent."""

    code = "consent_needed"
    message = _(
        "We cannot keep your sign-in open without this consent. To close it, please contact us."
    )


class InvalidResidentId(AccountsError):
    """Not a resident id number: wrong length, impossible birth date or wrong check digit."""

    code = "invalid_resident_id"
    http_status = 422
    message = _("This is not a valid resident ID number: please check the 18 characters.")


class UnderAge(AccountsError):
    """Full capacity begins at 18 (Civil Code 17-18; RULES A11)."""

    code = "under_age"
    http_status = 422
    message = _("We lend only to people who are 18 or older.")


class IdentityMismatch(AccountsError):
    """The authority knows no person of this name under this number."""

    code = "identity_mismatch"
    http_status = 422
    message = _(
        "The name and the resident ID number do not belong together in the authority's records."
        " Please check both exactly as they stand on the card."
    )


class IdentityServiceDown(AccountsError):
    """The authority gave no usable answer; nothing is known about the person."""

    code = "identity_service_down"
    http_status = 503
    retryable = True
    message = _(
        "The identity authority does not answer just now. Nothing was changed;"
        " please try again in a few minutes."
    )


class IdentityTakenByAnother(AccountsError):
    """This person already has a record that the sign-in at hand cannot be joined with."""

    code = "identity_taken_by_another"
    message = _(
        "This person is already registered with another phone number."
        " Please sign in with that number, or contact us if it is no longer yours."
    )


class AlreadyVerified(AccountsError):
    """A verified identity is not changed by the borrower."""

    code = "already_verified"
    message = _("Your identity is already verified.")


class IdentityNotVerified(AccountsError):
    """The step is open to verified borrowers only."""

    code = "identity_not_verified"
    message = _("Please verify your identity first.")


class HolderIsNotBorrower(AccountsError):
    """Money goes to and comes from the borrower's own accounts only."""

    code = "holder_is_not_borrower"
    http_status = 422
    message = _("The account must be in your own name: the holder has to be the verified person.")


class AccountNotAccepted(AccountsError):
    """The bank says that the account does not belong to the holder or cannot take money."""

    code = "account_not_accepted"
    http_status = 422
    message = _("The bank did not confirm this account: %(reason)s")


class BankCheckUnavailable(AccountsError):
    """The bank gave no usable answer to the question about an account."""

    code = "bank_check_unavailable"
    http_status = 503
    retryable = True
    message = _(
        "The bank does not answer just now. Nothing was changed; please try again in a few minutes."
    )


class TooManyBankAccounts(AccountsError):
    """The number of live accounts of one borrower is limited."""

    code = "too_many_bank_accounts"
    message = _("You can keep up to %(limit)s bank accounts. Please remove one first.")


class UsernameTaken(AccountsError):
    """Another sign-in has this name."""

    code = "username_taken"
    message = _("The user name %(username)s is already in use.")
