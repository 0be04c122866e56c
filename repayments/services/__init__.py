"""What this stage does, one verb a file."""

from repayments.services.ask_cashier import ask_cashier
from repayments.services.confirm_voucher import confirm_voucher
from repayments.services.fall_due import fall_due
from repayments.services.fall_overdue import fall_overdue
from repayments.services.issue_bills import issue_bills
from repayments.services.issue_receipt import issue_receipt
from repayments.services.issue_settlement_certificate import issue_settlement_certificate
from repayments.services.look_at_voucher import look_at_voucher
from repayments.services.pay_off import pay_off
from repayments.services.pay_redress import pay_redress
from repayments.services.post_payment import post_payment
from repayments.services.quote_payoff import quote_payoff
from repayments.services.record_partner_payment import record_partner_payment
from repayments.services.reject_voucher import reject_voucher
from repayments.services.reverse_payment import reverse_payment
from repayments.services.settle_cashier_order import settle_cashier_order
from repayments.services.start_payment import start_payment
from repayments.services.upload_voucher import upload_voucher

__all__ = [
    "ask_cashier",
    "confirm_voucher",
    "fall_due",
    "fall_overdue",
    "issue_bills",
    "issue_receipt",
    "issue_settlement_certificate",
    "look_at_voucher",
    "pay_off",
    "pay_redress",
    "post_payment",
    "quote_payoff",
    "record_partner_payment",
    "reject_voucher",
    "reverse_payment",
    "settle_cashier_order",
    "start_payment",
    "upload_voucher",
]
