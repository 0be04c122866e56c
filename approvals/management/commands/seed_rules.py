from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from approvals.services import seed_rules


class Command(BaseCommand):
    help = "Publish the rule sets that come with the platform where none of their code exists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        published = seed_rules(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"published": [str(rule_set) for rule_set in published]}))
            return
        for rule_set in published:
            self.stdout.write(f"published {rule_set}")
        if not published:
            self.stdout.write("nothing to do: every rule set exists already")
