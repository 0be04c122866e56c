"""What finance says about a payment; the services judge it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.desk import ActionForm
from products.terms_form import AmountField


class ConfirmVoucherForm(ActionForm):
    """What the bank statement says, which may differ from what the borrower said."""

    amount = AmountField(label=_("Amount on the bank statement"))
    received_on = forms.DateField(
        label=_("Value date on the bank statement"),
        help_text=_("The day from which the money counts; interest follows it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    bank_reference = forms.CharField(
        label=_("Bank's reference"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self) -> None:
        """Begin with what the borrower said."""
        self.fields["amount"].initial = self.of.amount
        self.fields["received_on"].initial = self.of.received_on


class RejectVoucherForm(ActionForm):
    note = forms.CharField(
        label=_("Why it is rejected"),
        help_text=_("The borrower reads these words in a message: say what to do next."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReversePaymentForm(ActionForm):
    reason = forms.CharField(
        label=_("Why it is reversed"),
        help_text=_("The borrower reads these words in a message."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
