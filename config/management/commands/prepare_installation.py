"""What every installation needs before its first loan: roles, products, rules."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.services import ensure_roles
from approvals.services import seed_rules
from core.actors import System
from core.calendar.business_date import open_date
from products.services import seed_products


class Command(BaseCommand):
    help = "Make staff roles, starting products and the rule set where they are missing; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        ensure_roles()
        made = seed_products(actor=System("prepare-installation"), on=open_date(), at=at)
        seed_rules(at=at)
        self.stdout.write(f"prepared: {len(made)} new products, rules published")
