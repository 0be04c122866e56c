"""What the handler of a complaint says; the services judge it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.states import Category
from core.desk import ActionForm, day, money
from products.terms_form import AmountField


class ExtendForm(ActionForm):
    deadline = forms.DateField(
        label=_("New deadline"),
        help_text=_("At most 60 working days after receipt in all."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Why it takes longer"),
        help_text=_("The complainant reads these words in a message."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(ActionForm):
    text = forms.CharField(
        label=_("Answer to the complainant"),
        help_text=_("What we found, what we did, what comes next, and whom to turn to."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class RedressForm(ActionForm):
    amount = AmountField(label=_("Amount of redress"))
    reason = forms.CharField(
        label=_("Why it is owed"),
        help_text=_("Compliance reads this and decides; the money goes into the loan."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FileForm(ActionForm):
    """A complaint that somebody makes by telephone or at the counter."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            ("phone", _("by telephone")),
            ("counter", _("at the counter")),
            ("letter", _("by letter")),
        ],
    )
    category = forms.ChoiceField(label=_("What is it about?"), choices=Category.choices)
    loan = forms.ChoiceField(label=_("About which loan?"), required=False)
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("In the complainant's own words."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def prepare(self) -> None:
        """Choose among the borrower's own loans."""
        loans = self.of.loans.order_by("-pk")
        self.fields["loan"].choices = [  # type: ignore[attr-defined]
            ("", _("none in particular")),
            *(
                (
                    loan.public_id,
                    f"{money(loan.principal, loan.currency)} · {day(loan.disbursed_on)} · {loan.public_id}",
                )
                for loan in loans
            ),
        ]
