"""The officers' sign-in, with the same limit against guessing as the borrowers'."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.forms import AuthenticationForm

from accounts.attempts import Limit, forget_tries, spend_try
from accounts.errors import TooManyAttempts

PASSWORD_BY_USERNAME = Limit("password-staff", 5, dt.timedelta(minutes=15))


class DeskSignInForm(AuthenticationForm):  # type: ignore[misc]  # the skin has no types
    """User name and password; five wrong ones in a quarter of an hour make it wait."""

    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at. Raises ValidationError."""
        username = (self.cleaned_data.get("username") or "").strip().lower()
        try:
            spend_try(PASSWORD_BY_USERNAME, username, at=timezone.now())
        except TooManyAttempts as error:
            raise ValidationError(error.detail, code=error.code) from None
        cleaned: dict[str, Any] = super().clean()
        forget_tries(PASSWORD_BY_USERNAME, username)
        return cleaned
