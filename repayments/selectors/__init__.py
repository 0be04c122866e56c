"""Reads of this stage."""

from repayments.selectors.amounts import (
    NextDue,
    Outstanding,
    balance_as_of,
    days_past_due,
    is_open,
    most_payable,
    next_due,
    outstanding,
)
from repayments.selectors.arrears import arrears_of
from repayments.selectors.loan_list import LoanLine, loan_list
from repayments.selectors.loan_view import LoanView, RowView, loan_view, schedule_view
from repayments.selectors.payments import (
    money_in_suspense,
    payment_for,
    payments_of,
    vouchers_to_confirm,
)
from repayments.selectors.split_preview import SplitPreview, split_preview
from repayments.selectors.transactions import MoneyEvent, splits_of, transactions

__all__ = [
    "LoanLine",
    "LoanView",
    "MoneyEvent",
    "NextDue",
    "Outstanding",
    "RowView",
    "SplitPreview",
    "arrears_of",
    "balance_as_of",
    "days_past_due",
    "is_open",
    "loan_list",
    "loan_view",
    "money_in_suspense",
    "most_payable",
    "next_due",
    "outstanding",
    "payment_for",
    "payments_of",
    "schedule_view",
    "split_preview",
    "splits_of",
    "transactions",
    "vouchers_to_confirm",
]
