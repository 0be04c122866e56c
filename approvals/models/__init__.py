from approvals.models.credit_report import BureauAttempt, CreditReport
from approvals.models.review import ReviewCase, ReviewNote
from approvals.models.rules import Decision, RuleSet

__all__ = ["BureauAttempt", "CreditReport", "Decision", "ReviewCase", "ReviewNote", "RuleSet"]
