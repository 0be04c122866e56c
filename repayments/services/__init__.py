"""What this stage does, one verb a file."""

from repayments.services.fall_due import fall_due
from repayments.services.fall_overdue import fall_overdue
from repayments.services.issue_bills import issue_bills
from repayments.services.post_payment import post_payment
from repayments.services.record_partner_payment import record_partner_payment
from repayments.services.reverse_payment import reverse_payment

__all__ = [
    "fall_due",
    "fall_overdue",
    "issue_bills",
    "post_payment",
    "record_partner_payment",
    "reverse_payment",
]
