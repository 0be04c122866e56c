from lending.models.accrual import AccrualCorrection, AccrualKind, AccrualSegment, RecognisedIncome
from lending.models.application import Application
from lending.models.contract import Contract
from lending.models.disbursement import BankCallback, Disbursement
from lending.models.ledger import JournalEntry, Posting
from lending.models.loan import Instalment, Loan, Obligation, ScheduleVersion

__all__ = [
    "AccrualCorrection",
    "AccrualKind",
    "AccrualSegment",
    "Application",
    "BankCallback",
    "Contract",
    "Disbursement",
    "Instalment",
    "JournalEntry",
    "Loan",
    "Obligation",
    "Posting",
    "RecognisedIncome",
    "ScheduleVersion",
]
