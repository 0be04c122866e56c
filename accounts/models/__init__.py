from accounts.models.borrower import BankAccount, Borrower, Consent, IdentityCheck
from accounts.models.failed_try import FailedTry
from accounts.models.partner import Partner
from accounts.models.user import User

__all__ = ["BankAccount", "Borrower", "Consent", "FailedTry", "IdentityCheck", "Partner", "User"]
