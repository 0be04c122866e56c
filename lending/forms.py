"""What borrowers enter on the pages of this stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from products.purposes import purposes_of
from products.terms_form import AmountField, TermsForm

if TYPE_CHECKING:
    from accounts.models import BankAccount
    from products.models import ProductVersion


class WishForm(TermsForm):
    """How much, for how long, what for."""

    purpose = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, version: ProductVersion, **kwargs: Any) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.fields["purpose"].choices = [(p.value, p.label) for p in purposes_of(version)]  # type: ignore[attr-defined]
        self.fields["purpose"].help_text = _(
            "A consumer loan may not be used for homes, shares or other investments."
        )


class MoneyForm(ServiceForm):
    """Income, and the account that gets the payout."""

    fields_of_pointers = {"/bank_account_id": "bank_account"}
    monthly_income = AmountField(
        label=_("Your income a month"),
        help_text=_("After tax, on average. It decides how much you can carry."),
        required=True,
    )
    bank_account = forms.ChoiceField(label=_("Account for the payout"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, accounts: list[BankAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].choices = [  # type: ignore[attr-defined]
            (account.public_id, f"{account.bank} **** {account.last_four}") for account in accounts
        ]
        self.fields["bank_account"].required = bool(accounts)
        if len(accounts) == 1:
            self.fields["bank_account"].initial = accounts[0].public_id


class SigningForm(ServiceForm):
    """The one-time code that signs."""

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "input--code",
                "maxlength": "6",
            }
        ),
    )


class CheckForm(ServiceForm):
    """A contract to be checked by anybody: its file, or its number."""

    document = forms.FileField(label=_("The contract as a PDF"), required=False)
    number = forms.CharField(
        label=_("Or its number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("document") and not data.get("number", "").strip():
            raise forms.ValidationError(_("Please choose a file or enter a number."))
        return data
