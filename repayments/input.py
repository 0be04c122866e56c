"""Judging what comes in with a payment."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import InvalidInput

REFERENCE_MAX = 120


def require_reference(reference: object) -> str:
    """The payer's own number: 1 to 120 printable characters. Raises InvalidInput."""
    text = str(reference or "").strip()
    if not 1 <= len(text) <= REFERENCE_MAX or not text.isprintable():
        raise InvalidInput.at(
            "/reference", "invalid_reference", _("a reference has 1 to 120 printable characters")
        )
    return text
