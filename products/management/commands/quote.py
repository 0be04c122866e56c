from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from core.calendar.working_days import WorkingDays
from core.errors import InvalidInput
from products.management.json_input import read_json, refuse
from products.maths import Terms, TermsError, parse_terms
from products.maths.due_dates import WorkingDayTest
from products.maths.quote import make_quote

_COLUMNS = ("number", "due_on", "principal", "interest", "fee", "subsidy", "total", "closing")


class Command(BaseCommand):
    help = "Quote a loan: terms as JSON (a file, or standard input) to schedule, totals and rates."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", help="JSON file of terms")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        document = read_json(options["file"])
        try:
            terms = parse_terms(document)
        except TermsError as error:
            refuse(str(error))
        quote = make_quote(terms, is_working_day=_working_days(terms))
        if options["json"]:
            self.stdout.write(json.dumps(quote, ensure_ascii=False))
        else:
            self._print(quote)

    def _print(self, quote: dict[str, Any]) -> None:
        lines = [_COLUMNS, *([row[name] for name in _COLUMNS] for row in quote["rows"])]
        for line in lines:
            self.stdout.write("  ".join(f"{cell!s:>12}" for cell in line))
        totals = ", ".join(f"{name} {amount}" for name, amount in quote["totals"].items())
        self.stdout.write(f"totals: {totals}")
        for name, rate in quote["rates"].items():
            self.stdout.write(f"{name}: {'none' if rate is None else rate + ' %'}")
        for note in quote["notes"]:
            self.stdout.write(f"note: {note}")


def _working_days(terms: Terms) -> WorkingDayTest | None:
    """The calendar, only when due dates move: it needs the database."""
    if terms.due_date_roll == "none":
        return None
    try:
        return WorkingDays(terms.country)
    except InvalidInput as error:
        refuse(f"country is {terms.country}: {error}")
    except DatabaseError as error:
        refuse(f"due_date_roll is {terms.due_date_roll}: the calendar is not reachable ({error})")
