"""A small believable book, made through the real services; who to sign in as is left in demo.json."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.services import create_partner, create_staff
from config.demo.history import live
from config.demo.market import DEMO
from config.demo.people import BORROWERS, PASSWORD, STAFF
from core.calendar.business_date import institution_zone
from core.day_end import hold_nightly_closing
from lending.models import JournalEntry

PARTNER_SCOPES = (
    "quotes", "applications", "contracts", "loans.read", "payments", "payments.reverse", "complaints",
)  # fmt: skip
PARTNER = "示例合作方 Demo Partner"


class Command(BaseCommand):
    help = "Fill an empty sandbox installation with the demo. Repeating it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INSTALLATION_IS_SANDBOX:
            raise CommandError(
                "seed_demo is for a sandbox: this installation is not one", returncode=2
            )
        path = settings.STATE_DIR / "demo.json"
        if User.objects.filter(username=STAFF[0][0]).exists():
            where = f"see {path}" if path.exists() else f"everybody's password is {PASSWORD}"
            self.stdout.write(f"the demo is there already: {where}")
            return
        if JournalEntry.objects.exists():
            raise CommandError("seed_demo needs an installation without postings", returncode=2)
        call_command("prepare_installation", stdout=self.stderr)
        for username, name, role in STAFF:
            user = create_staff(
                username=username, password=PASSWORD, full_name=name, roles=[role], actor=DEMO
            )
            self.stderr.write(f"{user.full_name}: {role.label}")
        _, client_id, secret = create_partner(name=PARTNER, scopes=PARTNER_SCOPES, actor=DEMO)
        today = timezone.now().astimezone(institution_zone()).date()
        with hold_nightly_closing():
            live(today=today, progress=self.stderr.write)
        told = {
            "url": settings.PUBLIC_URL,
            "staff": [
                {"username": username, "password": PASSWORD, "totp_secret": None, "role": str(role)}
                for username, _, role in STAFF
            ],
            "borrowers": [
                {"username": person.phone, "password": PASSWORD, "note": person.note}
                for person in BORROWERS
            ],
            "partner": {"client_id": client_id, "client_secret": secret},
        }
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(f"demo ready: {path}")
