"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class EntryExistsWithOtherContent(LoanwrightError):
    """The idempotency key was used for another entry: a conflict, not a repetition."""

    code = "entry_exists_with_other_content"
    message = _("An entry with this key exists with other content.")


class AlreadyReversed(LoanwrightError):
    code = "already_reversed"
    message = _("This entry has been reversed before.")
