"""What an applicant agrees to before the decision."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.consent_texts import current_text
from accounts.site import ServiceForm
from accounts.states import ConsentPurpose


class SubmitForm(ServiceForm):
    """The consents an application needs and that are not given yet, each apart (PIPL 14)."""

    def __init__(self, *args: Any, missing: list[ConsentPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        for purpose in missing:
            text = current_text(purpose)
            if text is not None:
                self.fields[purpose.value] = forms.BooleanField(label=text.ask)

    @property
    def consents(self) -> list[dict[str, Any]]:
        """Each tick box with its text."""
        return [{"field": self[p.value], "text": current_text(p)} for p in self.missing]
