"""Officers' pages of this stage."""

from approvals.admin import decisions, reviews, rules

__all__ = ["decisions", "reviews", "rules"]
