"""The chart of accounts. Codes are stable: they stand in postings and exports."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    DEBIT = "D", _("debit")
    CREDIT = "C", _("credit")


class Account(models.TextChoices):
    CASH = "cash", _("cash at bank")
    BANK_SUSPENSE = "bank_suspense", _("bank suspense")
    IN_TRANSIT = "in_transit", _("disbursements in transit")
    PRINCIPAL = "principal", _("principal receivable")
    INTEREST = "interest", _("interest receivable")
    FEE = "fee", _("fees receivable")
    PENALTY = "penalty", _("penalty receivable")
    ACCRUED_INTEREST = "accrued_interest", _("accrued interest not yet due")
    ACCRUED_PENALTY = "accrued_penalty", _("accrued penalty not yet posted")
    SUSPENDED_INTEREST = "suspended_interest", _("interest in suspense")
    UNAPPLIED = "unapplied", _("unapplied payments")
    REFUNDS_PAYABLE = "refunds_payable", _("refunds payable")
    INTEREST_INCOME = "interest_income", _("interest income")
    FEE_INCOME = "fee_income", _("fee income")
    PENALTY_INCOME = "penalty_income", _("penalty income")
    EARLY_REPAYMENT_INCOME = "early_repayment_income", _("early repayment charges")
    INTEREST_WAIVED = "interest_waived", _("interest, fees and penalty waived")
    PROVISION = "provision", _("provisions")
    PROVISION_EXPENSE = "provision_expense", _("provision expense")
    WRITE_OFF = "write_off", _("loans written off")
    RECOVERY = "recovery", _("recoveries after write-off")
    CLAIM = "claim", _("claims kept after write-off")
    CLAIM_CONTRA = "claim_contra", _("claims kept after write-off, contra")
    MERCHANT_PAYABLE = "merchant_payable", _("merchant payable")
    MERCHANT_SUBSIDY = "merchant_subsidy", _("merchant subsidy")
    FUNDER_PAYABLE = "funder_payable", _("funder payable")
    CAPITAL = "capital", _("capital and funding")
    VAT_PAYABLE = "vat_payable", _("VAT payable")
    REDRESS = "redress", _("redress paid to borrowers")
    OPENING = "opening", _("opening balances of imported books")


# Accounts whose balance is normally a debit: assets, expenses, off-balance claims.
DEBIT_NORMAL: Final = frozenset(
    {
        Account.CASH, Account.IN_TRANSIT, Account.PRINCIPAL, Account.INTEREST, Account.FEE, Account.PENALTY,
        Account.ACCRUED_INTEREST, Account.ACCRUED_PENALTY, Account.INTEREST_WAIVED, Account.PROVISION_EXPENSE,
        Account.WRITE_OFF, Account.CLAIM, Account.REDRESS,
    }
)  # fmt: skip

# What a borrower owes, by part: the projections on the loan's row rebuild from these.
RECEIVABLES: Final = (Account.PRINCIPAL, Account.INTEREST, Account.FEE, Account.PENALTY)
