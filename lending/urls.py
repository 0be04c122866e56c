"""Addresses of this stage. The page of one application belongs to the stage that decides it."""

from __future__ import annotations

from django.urls import path

from lending.views import apply, contracts, verify
from lending.views.callbacks import bank_callback

urlpatterns = [
    path("callbacks/bank/", bank_callback, name="bank-callback"),
    path("apply/", apply.apply, name="apply"),
    path("applications/", apply.application_list, name="application-list"),
    path("applications/<slug:application_id>/edit/", apply.edit, name="application-edit"),
    path("applications/<slug:application_id>/money/", apply.money, name="application-money"),
    path("applications/<slug:application_id>/recall/", apply.recall, name="application-recall"),
    path(
        "applications/<slug:application_id>/withdraw/", apply.withdraw, name="application-withdraw"
    ),
    path("applications/<slug:application_id>/delete/", apply.delete, name="application-delete"),
    path("contracts/<slug:contract_id>/", contracts.contract, name="contract"),
    path(
        "contracts/<slug:contract_id>/confirm-costs/",
        contracts.confirm_costs,
        name="contract-confirm-costs",
    ),
    path("contracts/<slug:contract_id>/preview.pdf", contracts.preview, name="contract-preview"),
    path("contracts/<slug:contract_id>/contract.pdf", contracts.document, name="contract-document"),
    path("contracts/<slug:contract_id>/send-code/", contracts.send_code, name="contract-send-code"),
    path("contracts/<slug:contract_id>/sign/", contracts.sign, name="contract-sign"),
    path("contracts/<slug:contract_id>/cancel/", contracts.cancel, name="contract-cancel"),
    path("verify/", verify.verify, name="verify-contract"),
]
