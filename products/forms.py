"""What a visitor tells the list of products."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from products.models import ProductVersion
from products.purposes import Purpose, purposes_of
from products.templatetags.product_parts import term
from products.terms_form import AmountField


class FilterForm(ServiceForm):
    """Narrowing the list (XC5): everything may stay empty."""

    amount = AmountField(label=_("How much"), required=False)
    months = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, empty_value=None, required=False
    )
    purpose = forms.ChoiceField(label=_("What for"), required=False)

    def __init__(self, *args: Any, versions: list[ProductVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = versions
        months = sorted({count for version in versions for count in version.instalment_choices})
        self.fields["months"].choices = [("", _("any term")), *((n, term(n)) for n in months)]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [("", _("anything")), *Purpose.choices]  # type: ignore[attr-defined]

    def fitting(self) -> list[ProductVersion]:
        """The versions that offer what was asked for; all of them when nothing was."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        amount, months, purpose = (asked.get(name) for name in ("amount", "months", "purpose"))
        return [
            version
            for version in self.versions
            if (not amount or version.amount_min <= amount <= version.amount_max)
            and (not months or months in version.instalment_choices)
            and (not purpose or purpose in [p.value for p in purposes_of(version)])
        ]
