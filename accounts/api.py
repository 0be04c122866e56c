"""The texts that a partner's customers agree to, word by word."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import get_language
from rest_framework import serializers

from accounts.consent_texts import CURRENT, ConsentText
from accounts.states import ConsentPurpose
from core.rest import Read, Shape

# What an application through a partner cannot do without.
NEEDED: Final = (
    ConsentPurpose.PRIVACY,
    ConsentPurpose.IDENTITY_CHECK,
    ConsentPurpose.CREDIT_REPORT,
    ConsentPurpose.BANK_ACCOUNT,
)


class SectionShape(Shape):
    """One paragraph of a text."""

    heading = serializers.CharField()
    text = serializers.CharField()


class ConsentTextShape(Shape):
    """One text in its current version, in the language of `Accept-Language`."""

    purpose = serializers.ChoiceField(choices=ConsentPurpose.choices)
    version = serializers.CharField(help_text="Send it with the consent.")
    is_needed = serializers.BooleanField(help_text="No application is submitted without it.")
    language = serializers.CharField()
    title = serializers.CharField()
    ask = serializers.CharField(help_text="The sentence beside the tick box.")
    sections = SectionShape(many=True)
    digest = serializers.CharField(help_text="SHA-256 of the words in both languages.")


class ConsentTextsShape(Shape):
    """All texts."""

    data = ConsentTextShape(many=True)  # type: ignore[assignment]
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class ListConsentTexts(Read):
    """What your customers must be shown and agree to, each apart, before you apply for them.

    A changed text gets a new version; consents to an older one are refused.
    """

    summary = "List the texts to be agreed to"
    required_scopes = ["applications"]
    output = ConsentTextsShape

    def read(self, **facts: Any) -> dict[str, Any]:
        return {"data": [_view(text) for text in CURRENT.values()], "has_more": False, "next": None}


def _view(text: ConsentText) -> dict[str, Any]:
    words = text.words
    return {
        "purpose": text.purpose.value,
        "version": text.version,
        "is_needed": text.purpose in NEEDED,
        "language": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        "title": words.title,
        "ask": words.ask,
        "sections": [{"heading": heading, "text": body} for heading, body in words.sections],
        "digest": text.digest,
    }
