"""What a consumer loan may be for.

House purchase, securities, derivatives and wealth products are not here (RULES A13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from products.models import ProductVersion


class Purpose(models.TextChoices):
    """The institution's list; a product version may narrow it."""

    DAILY = "daily", _("daily consumption")
    ELECTRONICS = "electronics", _("phones and electronics")
    HOME = "home", _("furniture and appliances")
    RENOVATION = "renovation", _("home renovation")
    EDUCATION = "education", _("education and training")
    MEDICAL = "medical", _("medical care")
    TRAVEL = "travel", _("travel")
    WEDDING = "wedding", _("wedding")
    RENT = "rent", _("rent")


def purposes_of(version: ProductVersion) -> list[Purpose]:
    """The purposes a version is offered for."""
    return [p for p in Purpose if not version.purposes or p.value in version.purposes]


def purpose_text(code: str) -> str:
    """A purpose in words; one that the list no longer has stands as its code."""
    return str(Purpose(code).label) if code in Purpose.values else code
