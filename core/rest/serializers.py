"""Bases of what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class StrictInput(serializers.Serializer[Any]):
    """Input that refuses what it does not know: a misspelt key must not be lost in silence."""

    default_error_messages = {"invalid": _("This must be a JSON object.")}

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            errors = {
                str(key)[:80]: [
                    serializers.ErrorDetail(str(_("There is no such field.")), code="unknown_field")
                ]
                for key in data
                if key not in self.fields
            }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            wrong: Any = refusal.detail
            raise serializers.ValidationError({**wrong, **errors}) from None
        if errors:
            raise serializers.ValidationError(errors)
        return value


class Shape(serializers.Serializer[Any]):
    """The form of an answer, for its description; every answer under test is held against it."""


class FieldProblemShape(Shape):
    pointer = serializers.CharField(help_text="JSON pointer (RFC 6901) of the value.")
    code = serializers.CharField()
    message = serializers.CharField()


class Problem(Shape):
    """Why a call was refused (RFC 9457)."""

    type = serializers.URLField(help_text="A page that explains this code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="Fit to be shown to the borrower.")
    instance = serializers.CharField(allow_blank=True)
    code = serializers.CharField(help_text="Stable: decide by this.")
    errors = FieldProblemShape(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField(allow_blank=True)
    retryable = serializers.BooleanField(help_text="The same request may succeed later, unchanged.")
