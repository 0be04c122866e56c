"""What reviewers hand in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approvals.reasons import OFFICER_CODES, explain
from core.desk import NoteForm
from core.money import amount_text


def _grounds() -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(code, explain({"code": code}, language=language)["text"]) for code in OFFICER_CODES]


class PassForm(NoteForm):
    """The note that the second reviewer reads (SC15)."""

    note = forms.CharField(
        label=_("What you found"),
        help_text=_("The second reviewer reads this, and it stays with the case."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class DeclineForm(NoteForm):
    """A refusal says its ground, in words that the applicant is told."""

    reason_codes = forms.MultipleChoiceField(
        label=_("Grounds that the applicant is told"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note for colleagues"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def prepare(self) -> None:
        self.fields["reason_codes"].choices = _grounds()  # type: ignore[attr-defined]


class ApproveForm(NoteForm):
    """The limit that is granted, with the note."""

    limit = forms.CharField(
        label=_("Limit"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    field_order = ("limit", "note")

    def prepare(self) -> None:
        application: Any = self.of.application
        version = application.product_version
        self.fields["limit"].initial = amount_text(application.amount, version.currency)
        self.fields["limit"].help_text = _("Asked for: %(asked)s. Steps of %(step)s.") % {
            "asked": amount_text(application.amount, version.currency),
            "step": amount_text(version.amount_step, version.currency),
        }
