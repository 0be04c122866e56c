from approvals.models.block import Block
from approvals.models.credit_report import BureauAttempt, CreditReport
from approvals.models.review import ReviewCase, ReviewNote
from approvals.models.rules import Decision, RuleSet

__all__ = [
    "Block",
    "BureauAttempt",
    "CreditReport",
    "Decision",
    "ReviewCase",
    "ReviewNote",
    "RuleSet",
]
