"""Amount and term as people choose them: one form for the calculator, the application and the offer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from core.money import format_amount
from products.templatetags.product_parts import term

if TYPE_CHECKING:
    from products.models import ProductVersion


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

    def to_python(self, value: Any) -> Any:
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
    instalments = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        version: ProductVersion,
        most: Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        """`most` is an approved limit below the product's own."""
        super().__init__(*args, **kwargs)
        self.version = version
        self.most = version.amount_max if most is None else min(most, version.amount_max)
        self.fields["instalments"].choices = [  # type: ignore[attr-defined]
            (count, term(count, version)) for count in sorted(version.instalment_choices)
        ]
        if len(version.instalment_choices) == 1:
            self.fields["instalments"].initial = version.instalment_choices[0]
        low, high, step = (
            whole(value, version.currency)
            for value in (version.amount_min, self.most, version.amount_step)
        )
        self.fields["amount"].help_text = _("%(low)s to %(high)s, in steps of %(step)s") % {
            "low": low,
            "high": high,
            "step": step,
        }

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        version = self.version
        if not version.amount_min <= amount <= self.most:
            raise forms.ValidationError(
                _("Please choose an amount from %(low)s to %(high)s."),
                params={
                    "low": whole(version.amount_min, version.currency),
                    "high": whole(self.most, version.currency),
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
