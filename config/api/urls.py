"""Addresses of the API, version 1: each names its operation and nothing else."""

from django.urls import URLPattern, path

from accounts.api import ListConsentTexts
from approvals.api import GetDecision, SubmitApplication
from complaints.api import CreateComplaint, GetComplaint
from config.api.sandbox import AdvanceClock
from lending.api.applications import (
    AcceptOffer,
    CreateApplication,
    GetApplication,
    UploadDocument,
    WithdrawApplication,
)
from lending.api.contracts import (
    ConfirmCostStatement,
    GetContract,
    GetContractDocument,
    SendSigningCode,
    SignContract,
)
from products.api import CreateQuote, GetProduct, ListProducts
from repayments.api.loans import (
    GetBalance,
    GetLoan,
    GetPayoffQuote,
    GetSchedule,
    ListLoans,
    ListTransactions,
)
from repayments.api.payments import CreatePayment, GetPayment, ReversePayment

urlpatterns: list[URLPattern] = [
    path("products", ListProducts.as_view()),
    path("products/<str:code>", GetProduct.as_view()),
    path("quotes", CreateQuote.as_view()),
    path("consent-texts", ListConsentTexts.as_view()),
    path("applications", CreateApplication.as_view()),
    path("applications/<str:application_id>", GetApplication.as_view()),
    path("applications/<str:application_id>/submit", SubmitApplication.as_view()),
    path("applications/<str:application_id>/withdraw", WithdrawApplication.as_view()),
    path("applications/<str:application_id>/decision", GetDecision.as_view()),
    path("applications/<str:application_id>/documents", UploadDocument.as_view()),
    path("applications/<str:application_id>/accept", AcceptOffer.as_view()),
    path("contracts/<str:contract_id>", GetContract.as_view()),
    path("contracts/<str:contract_id>/confirm-cost-statement", ConfirmCostStatement.as_view()),
    path("contracts/<str:contract_id>/code", SendSigningCode.as_view()),
    path("contracts/<str:contract_id>/sign", SignContract.as_view()),
    path("contracts/<str:contract_id>/document", GetContractDocument.as_view()),
    path("loans", ListLoans.as_view()),
    path("loans/<str:loan_id>", GetLoan.as_view()),
    path("loans/<str:loan_id>/schedule", GetSchedule.as_view()),
    path("loans/<str:loan_id>/transactions", ListTransactions.as_view()),
    path("loans/<str:loan_id>/balance", GetBalance.as_view()),
    path("loans/<str:loan_id>/payoff-quote", GetPayoffQuote.as_view()),
    path("loans/<str:loan_id>/payments", CreatePayment.as_view()),
    path("payments/<str:payment_id>", GetPayment.as_view()),
    path("payments/<str:payment_id>/reverse", ReversePayment.as_view()),
    path("complaints", CreateComplaint.as_view()),
    path("complaints/<str:complaint_id>", GetComplaint.as_view()),
    path("sandbox/clock/advance", AdvanceClock.as_view()),
]
