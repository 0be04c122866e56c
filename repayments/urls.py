"""Addresses of this stage."""

from django.urls import path

from repayments.views import loans, pay

urlpatterns = [
    path("loans/", loans.loans, name="loans"),
    path("loans/<slug:loan_id>/", loans.loan, name="loan"),
    path("loans/<slug:loan_id>/payoff/", pay.payoff, name="loan-payoff"),
    path("loans/<slug:loan_id>/certificate.pdf", loans.certificate, name="loan-certificate"),
    path("pay/<slug:loan_id>/", pay.pay, name="pay"),
    path("pay/<slug:loan_id>/transfer/", pay.transfer, name="pay-transfer"),
    path("payments/return/", pay.come_back, name="payment-return"),
    path("payments/<slug:payment_id>/", pay.payment, name="payment"),
    path("payments/<slug:payment_id>/cashier/", pay.to_cashier, name="payment-cashier"),
    path("payments/<slug:payment_id>/receipt.pdf", loans.receipt, name="payment-receipt"),
]
