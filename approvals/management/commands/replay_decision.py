from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from approvals.errors import DecisionNotByRules
from approvals.models import Decision
from approvals.selectors import decision_by_id
from approvals.stored_verdict import differences
from core.errors import NotFound


class Command(BaseCommand):
    help = "Decide again from stored inputs and versions; exit 1 unless all verdicts are identical."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", nargs="?", metavar="ID", help="a decision (dec_...)")
        parser.add_argument("--all", action="store_true", help="every decision by rules")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        different, total = [], 0
        for decision in self._chosen(options["id"], every=options["all"]):
            total += 1
            if changed := differences(decision):
                different.append({"id": decision.public_id, "fields": changed})
            if total % 1000 == 0:
                self.stderr.write(f"{total} replayed")
        report = {"total": total, "identical": total - len(different), "different": different}
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(f"{report['identical']} of {total} identical")
            for item in different:
                self.stdout.write(f"{item['id']} differs in {', '.join(item['fields'])}")
        if different:
            sys.exit(1)

    def _chosen(self, public_id: str | None, *, every: bool) -> Any:
        if (public_id is None) == (not every):
            self._refuse("give the id of one decision (dec_...), or --all")
        if every:
            return (
                Decision.objects.filter(rule_set__isnull=False)
                .select_related("rule_set")
                .order_by("pk")
                .iterator(chunk_size=500)
            )
        try:
            decision = decision_by_id(str(public_id))
            if decision.rule_set_id is None:
                raise DecisionNotByRules(id=decision.public_id)
        except NotFound:
            self._refuse(f"id: there is no decision {public_id!r}")
        except DecisionNotByRules as refusal:
            self._refuse(f"id: {refusal.detail}")
        return [decision]

    def _refuse(self, line: str) -> None:
        self.stderr.write(line)
        sys.exit(2)
