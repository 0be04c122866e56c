"""From a public id in a log to the page of what it names, without reading the row."""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.urls import reverse


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {str(model._meta.model_name): model._meta.label_lower for model in apps.get_models()}


def address_of_subject(kind: str, public_id: str) -> str:
    """Address that finds the row by its public id; empty for kinds without a page."""
    label = _labels().get(kind, "")
    if not label or not public_id:
        return ""
    return reverse("admin:subject", args=[label, public_id])
