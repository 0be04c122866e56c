"""Publishing a product version: after review, from a business date, the former one retired."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.transitions import move
from products.models import ProductVersion
from products.services.quote_product import quote_product
from products.states import ProductVersionState


@transaction.atomic
def publish_version(
    *, version_id: int, actor: Actor, on: dt.date, at: dt.datetime
) -> ProductVersion:
    """Put a reviewed version on offer.

    Raises CostAboveCap when any term at the largest amount costs more than the cap allows,
    IllegalMove when the version is not in review.
    """
    version = (
        ProductVersion.objects.select_for_update().select_related("product").get(pk=version_id)
    )
    for instalments in version.instalment_choices:
        for amount in (version.amount_min, version.amount_max):
            quote_product(
                version=version, amount=Decimal(amount), instalments=instalments, start_on=on
            )
    current = (
        ProductVersion.objects.select_for_update()
        .filter(product_id=version.product_id, state=ProductVersionState.PUBLISHED)
        .first()
    )
    if current is not None:
        move(current, "retire", actor=actor, at=at, on=on)
    move(version, "publish", actor=actor, at=at, on=on)
    record(
        "products.publish_version", actor=actor, subject=version, details={"number": version.number}
    )
    return version
