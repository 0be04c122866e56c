"""Addresses of this stage."""

from __future__ import annotations

from django.urls import path

from lending.views.callbacks import bank_callback

app_name = "lending"
urlpatterns = [path("callbacks/bank/", bank_callback, name="bank-callback")]
