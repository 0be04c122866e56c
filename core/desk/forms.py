"""Small forms under the buttons: they read, a service decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class ActionForm(forms.Form):
    """A form without rules of its own. Its cleaned values become arguments of the action's `run`.

    `fields_of_pointers` maps a service's JSON pointers to fields where the names differ. The row
    that the action is about is in `self.of`, for choices and first values (`prepare`).
    """

    fields_of_pointers: ClassVar[dict[str, str]] = {}
    do_not_call_in_templates: ClassVar[bool] = True  # templates ask whether an action has a form

    def __init__(self, *args: Any, of: Any = None, user: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.of = of
        self.user = user
        self.prepare()

    def prepare(self) -> None:
        """Set choices and first values from `self.of`."""

    def add_refusal(self, error: LoanwrightError) -> None:
        """Put a service's refusal at its fields, or on top."""
        for problem in error.errors:
            name = self.fields_of_pointers.get(problem.pointer, problem.pointer.rpartition("/")[2])
            self.add_error(name if name in self.fields else None, problem.message)
        if not error.errors:
            self.add_error(None, error.detail)


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(ActionForm):
    """Asks why; what is written stands in the audit trail for ever."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=_long_text(3))


class NoteForm(ActionForm):
    """Asks for a note for colleagues."""

    note = forms.CharField(label=_("Note"), max_length=4000, widget=_long_text(5))
