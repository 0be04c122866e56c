"""`working_days --from D --add N [--country CN] [--json]`: a deadline in working days."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.calendar.working_days import WorkingDays, is_official
from core.errors import InvalidInput
from core.management.commands.day_end import REFUSED, iso_date


class Command(BaseCommand):
    help = "Prints the date so many working days after a date, which itself is not counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", type=iso_date, required=True)
        parser.add_argument("--add", type=int, required=True)
        parser.add_argument("--country", default="CN")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        start, add, country = options["start"], options["add"], options["country"]
        try:
            deadline = WorkingDays(country).add(start, add)
        except (InvalidInput, OverflowError) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from None
        years = range(start.year, deadline.year + 1)
        unofficial = [year for year in years if not is_official(country, year)]
        if unofficial:
            self.stderr.write(
                f"warning: the calendar of {', '.join(map(str, unofficial))} in {country} is not"
                " official yet: make-up working days may still change this date"
            )
        if options["json"]:
            answer = {
                "from": start.isoformat(),
                "add": add,
                "country": country,
                "deadline": deadline.isoformat(),
                "official": not unofficial,
            }
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(deadline.isoformat())
