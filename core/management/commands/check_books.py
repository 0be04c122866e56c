"""`check_books [--deep] [--json]`: the invariants of the books (INTERFACES section 1)."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.coherence import CheckReport, run_checks


class Command(BaseCommand):
    help = "Checks that the books are coherent; exit status 1 when they are not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--deep", action="store_true", help="from the first posting, digests included"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = run_checks(deep=options["deep"])
        ok = all(report.ok for report in reports)
        if options["json"]:
            self.stdout.write(
                json.dumps({"ok": ok, "checks": [asdict(report) for report in reports]})
            )
        else:
            for report in reports:
                self._print(report)
            self.stdout.write("the books are coherent" if ok else "the books are NOT coherent")
        if not ok:
            sys.exit(1)

    def _print(self, report: CheckReport) -> None:
        mark = "ok  " if report.ok else "FAIL"
        self.stdout.write(
            f"{mark} {report.id:<32} {report.checked:>9} checked {report.broken:>6} broken"
            f" {report.seconds:>7.2f} s  {report.title}"
        )
        for example in report.examples:
            self.stdout.write(f"       {example}")
