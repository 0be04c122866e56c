"""Bring another system's running book into an empty installation."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.actors import System
from core.errors import LoanwrightError
from lending.services.import_portfolio import import_portfolio


class Command(BaseCommand):
    help = "Import a portfolio (dry run without --commit). Without FILE the mapping's own data set is read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="CSV file with the columns of the mapping")
        parser.add_argument("--mapping", required=True, help="whose columns: lending-club")
        parser.add_argument("--as-of", required=True, help="date of the balances, YYYY-MM-DD")
        parser.add_argument("--commit", action="store_true", help="write it; without, only report")
        parser.add_argument(
            "--json", action="store_true", help="print the report as one JSON document"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            as_of = dt.date.fromisoformat(options["as_of"])
        except ValueError:
            raise CommandError(
                f"--as-of {options['as_of']!r} is not a date: write it like 2018-06-30",
                returncode=2,
            ) from None
        try:
            report = import_portfolio(
                path=options["file"],
                mapping=options["mapping"],
                as_of=as_of,
                commit=options["commit"],
                actor=System("import-portfolio"),
                progress=self.stderr.write,
            )
        except LoanwrightError as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        self.stdout.write(f"{report.loans} loans read, {report.imported} imported")
        for difference in report.unreconciled:
            line = "  loan {id}: {field} theirs {theirs}, ours {ours}"
            self.stdout.write(line.format(**difference))
        self.stdout.write("assumptions:")
        for assumption in report.assumptions:
            self.stdout.write(f"  - {assumption}")
        if not options["commit"]:
            self.stdout.write("dry run: nothing was written; add --commit")
