"""Lists, page by page, in an order that does not move under the reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.errors import InvalidInput
from core.rest.fields import Text, WholeNumber
from core.rest.serializers import StrictInput

LIMIT: Final = 20
LIMIT_MAX: Final = 200


class PageQuery(StrictInput):
    """Which part of a list: `after` is the `next` of the page before."""

    limit = WholeNumber(required=False, min_value=1, max_value=LIMIT_MAX, default=LIMIT)
    after = Text(required=False, max_length=60)


def page_of(
    rows: QuerySet[Any], *, limit: int, after: str | None, shown: Callable[[Any], Any]
) -> dict[str, Any]:
    """One page of rows, newest first by key; `after` is the public id of the last row seen.

    Raises InvalidInput when `after` is none of these rows.
    """
    if after:
        last = rows.filter(public_id=after).values_list("pk", flat=True).first()
        if last is None:
            message = _("There is no such position in this list.")
            raise InvalidInput.at("/after", "unknown_position", message)
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    has_more = len(found) > limit
    return {
        "data": [shown(row) for row in found[:limit]],
        "has_more": has_more,
        "next": found[limit - 1].public_id if has_more else None,
    }


def page_shape(name: str, item: type[serializers.Serializer[Any]]) -> type:
    """The form of a page of these items, for the description."""
    return type(
        name,
        (serializers.Serializer,),
        {
            "__doc__": "One page of a list.",
            "__module__": item.__module__,
            "data": item(many=True),
            "has_more": serializers.BooleanField(),
            "next": serializers.CharField(
                allow_null=True, help_text="Send it as `after` for the next page."
            ),
        },
    )
