"""What a visitor tells the calculator and the list of products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from core.money import format_amount
from products.models import ProductVersion
from products.purposes import Purpose, purposes_of
from products.templatetags.product_parts import term


class AmountField(forms.DecimalField):
    """An amount of money as people type it: separators and the sign are no mistake."""

    default_error_messages = {
        "required": _("Please enter an amount."),
        "invalid": _("Please enter an amount in figures, for example 10000."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.strip().lstrip("¥￥$").replace(",", "").replace("，", "").replace(" ", "")
        return super().to_python(value)


def whole(value: Decimal, currency: str) -> str:
    """¥10,000 rather than ¥10,000.00 where every amount is whole."""
    text = format_amount(value, currency)
    return text.removesuffix(".00")


class TermsForm(ServiceForm):
    """Amount and term within what a product version offers."""

    amount = AmountField(label=_("How much"))
    instalments = forms.TypedChoiceField(label=_("For how long"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, version: ProductVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.fields["instalments"].choices = [  # type: ignore[attr-defined]
            (count, term(count, version)) for count in sorted(version.instalment_choices)
        ]
        low, high, step = (
            whole(value, version.currency)
            for value in (version.amount_min, version.amount_max, version.amount_step)
        )
        self.fields["amount"].help_text = _("%(low)s to %(high)s, in steps of %(step)s") % {
            "low": low,
            "high": high,
            "step": step,
        }

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        version = self.version
        if not version.amount_min <= amount <= version.amount_max:
            raise forms.ValidationError(
                _("Please choose an amount from %(low)s to %(high)s."),
                params={
                    "low": whole(version.amount_min, version.currency),
                    "high": whole(version.amount_max, version.currency),
                },
            )
        if amount % version.amount_step:
            lower = amount - amount % version.amount_step
            raise forms.ValidationError(
                _("Please choose a multiple of %(step)s, for example %(near)s."),
                params={
                    "step": whole(version.amount_step, version.currency),
                    "near": whole(max(lower, version.amount_min), version.currency),
                },
            )
        return amount


class FilterForm(ServiceForm):
    """Narrowing the list (XC5): everything may stay empty."""

    amount = AmountField(label=_("How much"), required=False)
    months = forms.TypedChoiceField(label=_("For how long"), coerce=int, empty_value=None, required=False)
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
