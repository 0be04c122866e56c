"""What a borrower complains of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from complaints.states import Category
from core.money import format_amount
from products.templatetags.product_parts import product_name

if TYPE_CHECKING:
    from lending.models import Loan


class ComplaintForm(ServiceForm):
    """About what, about which loan, and in the borrower's own words."""

    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Category.choices, widget=forms.RadioSelect
    )
    loan = forms.ChoiceField(label=_("About which loan?"), required=False)
    text = forms.CharField(
        label=_("What happened?"),
        min_length=5,
        max_length=5000,
        help_text=_("In your own words: what happened, when, and what you would like us to do."),
        error_messages={
            "min_length": _("Please tell us a little more, at least 5 characters."),
            "max_length": _("Please keep it within 5000 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, loans: list[Loan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loan"].choices = [  # type: ignore[attr-defined]
            ("", _("none in particular")),
            *(
                (
                    loan.public_id,
                    f"{product_name(loan.product_version.product)} · "
                    f"{format_amount(loan.principal, loan.currency)} · {loan.disbursed_on}",
                )
                for loan in loans
            ),
        ]
