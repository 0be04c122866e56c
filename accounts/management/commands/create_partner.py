"""`create_partner NAME --scope SCOPE`: API access for a partner; the secret is printed once."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import create_partner
from core.actors import System
from core.errors import LoanwrightError


class Command(BaseCommand):
    help = "Make a partner with its API client; the secret is shown this one time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--scope", action="append", required=True)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner, client_id, secret = create_partner(
                name=options["name"], scopes=options["scope"], actor=System("command")
            )
        except LoanwrightError as error:
            problems = "; ".join(f"{p.pointer[1:]}: {p.message}" for p in error.errors)
            self.stderr.write(problems or error.detail)
            sys.exit(2)
        told = {
            "partner": partner.public_id,
            "name": partner.name,
            "scopes": partner.scopes,
            "client_id": client_id,
            "client_secret": secret,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in told.items()))
