"""Forms that hand over to a service and show its refusal beside the right field."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from core.errors import LoanwrightError


class ServiceForm(forms.Form):
    """A form without rules of its own: it reads, a service decides.

    `fields_of_pointers` maps the service's JSON pointers to fields where the names differ.
    """

    fields_of_pointers: ClassVar[dict[str, str]] = {}
    required_css_class = "is-required"

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for form_field in self.fields.values():
            said = form_field.error_messages.get("required")
            if said == forms.Field.default_error_messages["required"]:
                form_field.error_messages["required"] = _please_fill_in(form_field.label)

    def add_refusal(self, error: LoanwrightError, *, field: str | None = None) -> None:
        """Put a service's refusal where people look: at its fields, or at `field`, or on top."""
        placed = False
        for problem in error.errors:
            name = self.fields_of_pointers.get(problem.pointer, problem.pointer.rpartition("/")[2])
            self.add_error(name if name in self.fields else None, problem.message)
            placed = True
        if not placed:
            self.add_error(field if field in self.fields else None, error.detail)


def _please_fill_in_now(label: object) -> str:
    return _("Please fill in: %(label)s") % {"label": label}


_please_fill_in = lazy(_please_fill_in_now, str)


def status_of(error: LoanwrightError) -> int:
    """The status of a page that shows a refusal inside a form."""
    return error.http_status if error.http_status in (429, 503) else 422
