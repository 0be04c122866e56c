"""What a collector records of a contact; the service keeps to RULES K1-K3 and K5."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collection.admin.words import CHANNEL_WORDS, OUTCOME_WORDS
from collection.types import CHANNELS, OUTCOMES
from core.calendar.business_date import institution_zone
from core.desk import ActionForm
from products.terms_form import AmountField

PERSONS = [("debtor", _("the debtor")), ("other", _("somebody else"))]


class ReleaseForm(ActionForm):
    reason = forms.CharField(
        label=_("Why you give it back"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ContactForm(ActionForm):
    """One contact of today: with whom, how, when, what came of it, and a promise if one was made."""

    channel = forms.ChoiceField(
        label=_("How"), choices=[(code, CHANNEL_WORDS[code]) for code in CHANNELS]
    )
    person = forms.ChoiceField(
        label=_("With whom"),
        choices=PERSONS,
        help_text=_("Only the debtor may be contacted about the debt."),
    )
    time = forms.TimeField(
        label=_("Time of the contact, today"),
        help_text=_("Nobody may be contacted about a debt between 22:00 and 08:00."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[(code, OUTCOME_WORDS[code]) for code in OUTCOMES]
    )
    note = forms.CharField(
        label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount = AmountField(label=_("Amount promised"), required=False)
    promised_for = forms.DateField(
        label=_("Promised for"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    fields_of_pointers: ClassVar[dict[str, str]] = {"/promise": "amount"}

    def prepare(self) -> None:
        """Begin with now."""
        now = timezone.now().astimezone(institution_zone())
        self.fields["time"].initial = now.time().replace(second=0, microsecond=0)

    def clean_time(self) -> dt.time:
        """A record is true (RULES K5): nothing is recorded before it happened."""
        said: dt.time = self.cleaned_data["time"]
        if moment_today(said) > timezone.now():
            raise forms.ValidationError(_("This time has not come yet."), code="in_future")
        return said

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        promised = data.get("outcome") == "promised"
        for name in ("amount", "promised_for"):
            if promised and not data.get(name) and name not in self.errors:
                self.add_error(name, _("A promise has an amount and a date."))
            if not promised and data.get(name):
                self.add_error(name, _("Only a promise has an amount and a date."))
        return data


def moment_today(time: dt.time) -> dt.datetime:
    """This time of day, today, at the institution."""
    today = timezone.now().astimezone(institution_zone()).date()
    return dt.datetime.combine(today, time, tzinfo=institution_zone())
