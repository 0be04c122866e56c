"""What the commands share that compare our figures with published ones."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from products.management.json_input import read_json, refuse
from products.maths.errors import MathsError

_PROGRESS_EVERY = 50
_SOMETHING_DIFFERS = 1

Progress = Callable[[int, int], None]


class OracleCommand(BaseCommand):
    """Reads a file of vectors and compares; exits 1 when any differs, 2 for a bad file."""

    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="JSON file of vectors")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def compare(self, document: Any, progress: Progress) -> dict[str, Any]:
        """The report of a document; each command names its own comparison."""
        raise TypeError(f"{type(self).__name__} must say what it compares")

    def handle(self, *args: Any, **options: Any) -> None:
        document = read_json(options["file"])
        try:
            report = self.compare(document, self._show_progress)
        except MathsError as error:
            refuse(f"{options['file']}: {error}")
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._print(report)
        if report["different"]:
            raise SystemExit(_SOMETHING_DIFFERS)

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"{report['equal']} of {report['total']} equal")
        for entry in report["different"]:
            first = ", ".join(f"{key} {value}" for key, value in entry["first_difference"].items())
            self.stdout.write(f"  {entry['id']}: {first}")

    def _show_progress(self, done: int, total: int) -> None:
        if done % _PROGRESS_EVERY == 0 or done == total:
            self.stderr.write(f"{done} of {total} compared", self.style.NOTICE)
