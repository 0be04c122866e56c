"""Reads of products on offer."""

from __future__ import annotations

from django.db.models import QuerySet

from products.errors import NoSuchProduct
from products.models import ProductVersion
from products.states import ProductVersionState


def published_versions() -> QuerySet[ProductVersion]:
    """Versions on offer now, cheapest ceiling first."""
    return (
        ProductVersion.objects.filter(state=ProductVersionState.PUBLISHED, product__is_open=True)
        .select_related("product")
        .order_by("annual_rate", "product__code")
    )


def published_version(code: str) -> ProductVersion:
    """The version of a product that is on offer. Raises NoSuchProduct."""
    version = published_versions().filter(product__code=code).first()
    if version is None:
        raise NoSuchProduct(product=str(code)[:40])
    return version
