"""Make the products a new installation starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.actors import System
from core.calendar.business_date import open_date
from products.services import seed_products


class Command(BaseCommand):
    help = "Make and publish the starting products (AL1, AL2, EP1, BU1); those there already are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed_products(actor=System("seed-products"), on=open_date(), at=timezone.now())
        self.stdout.write(
            f"{len(made)} products published: {', '.join(v.product.code for v in made) or 'none new'}"
        )
