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
from repayments.selectors.loan_view import LoanView, RowView, loan_view, schedule_view
from repayments.selectors.payments import (
    money_in_suspense,
    payment_for,
    payments_of,
    vouchers_to_confirm,
)
from repayments.selectors.transactions import MoneyEvent, splits_of, transactions

__all__ = [
    "LoanView",
    "MoneyEvent",
    "NextDue",
    "Outstanding",
    "RowView",
    "arrears_of",
    "balance_as_of",
    "days_past_due",
    "is_open",
    "loan_view",
    "money_in_suspense",
    "most_payable",
    "next_due",
    "outstanding",
    "payment_for",
    "payments_of",
    "schedule_view",
    "splits_of",
    "transactions",
    "vouchers_to_confirm",
]
