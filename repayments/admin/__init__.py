"""The officers' pages of this stage, and what it adds to the pages of earlier ones."""

from repayments.admin import bills, loan_panels, payments, queues

__all__ = ["bills", "loan_panels", "payments", "queues"]
