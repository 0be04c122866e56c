"""What a borrower enters to pay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.site import ServiceForm
from core.money import format_amount
from products.terms_form import AmountField

if TYPE_CHECKING:
    from lending.models import Loan

DUE = "due"
OTHER = "other"


def _date_input(**limits: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})


class PayForm(ServiceForm):
    """What is due, or another amount up to all that is owed."""

    choice = forms.ChoiceField(choices=[(DUE, DUE), (OTHER, OTHER)])
    amount = AmountField(label=_("Another amount"), required=False)

    def __init__(
        self, *args: Any, loan: Loan, due: Decimal | None, most: Decimal, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.loan, self.due, self.most = loan, due, most

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("choice") == DUE and self.due:
            data["pays"] = self.due
            self.errors.pop("amount", None)  # what stands in the other field does not matter
            return data
        amount = data.get("amount")
        if "amount" in self.errors:
            return data
        if not amount or amount <= 0:
            self.add_error("amount", _("Please enter an amount above zero."))
        elif amount > self.most:
            most = format_amount(self.most, self.loan.currency)
            self.add_error(
                "amount", _("You owe %(most)s in all: please pay no more.") % {"most": most}
            )
        else:
            data["pays"] = amount
        return data


class TransferForm(ServiceForm):
    """A bank transfer that was made, and the bank's voucher."""

    fields_of_pointers = {"/file": "voucher"}
    amount = AmountField(label=_("Amount you transferred"))
    paid_on = forms.DateField(
        label=_("Day of the transfer"),
        error_messages={"invalid": _("Please enter a day like 2026-11-22.")},
    )
    voucher = forms.FileField(
        label=_("Voucher of your bank"),
        help_text=_("PDF, JPEG or PNG, at most 5 MB. A photo or screenshot is fine."),
        error_messages={"required": _("Please choose the voucher's file.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["paid_on"].widget = _date_input(max=today.isoformat())
        self.fields["voucher"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"

    def clean_paid_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["paid_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class PayoffForm(ServiceForm):
    """The day on which the loan should end."""

    on = forms.DateField(
        label=_("End the loan on"),
        error_messages={"invalid": _("Please enter a day like 2026-11-22.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last = today, today + dt.timedelta(days=366)
        self.fields["on"].widget = _date_input(min=today.isoformat(), max=self.last.isoformat())

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if not self.today <= day <= self.last:
            raise forms.ValidationError(_("Please choose a day from today on and within a year."))
        return day
