"""`day_end [--date D | --until D] [--json]`: closes business dates (INTERFACES section 1)."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.actors import System
from core.calendar.business_date import open_date
from core.day_end import DayEndTooEarly, DayReport, close_until
from core.day_end.close import ONE_DAY, today

REFUSED = 2


def iso_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write it like 2026-01-31"
        ) from None


class Command(BaseCommand):
    help = "Closes business dates, from the oldest unclosed one; without a date, all before today."

    def add_arguments(self, parser: CommandParser) -> None:
        dates = parser.add_mutually_exclusive_group()
        dates.add_argument("--date", type=iso_date, help="close up to and with this date")
        dates.add_argument("--until", type=iso_date, help="the same")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        until = options["date"] or options["until"] or today(at=at) - ONE_DAY
        try:
            reports = close_until(until=until, actor=System("day-end"), at=at)
        except DayEndTooEarly as refusal:
            raise CommandError(refusal.detail, returncode=REFUSED) from None
        if options["json"]:
            self.stdout.write(json.dumps({"dates": [report.as_json() for report in reports]}))
        else:
            for report in reports:
                self._print(report)
            self.stdout.write(f"open business date: {open_date()}")

    def _print(self, report: DayReport) -> None:
        self.stdout.write(f"{report.on} closed in {report.seconds:.2f} s")
        for step in report.steps:
            self.stdout.write(
                f"  {step.step:<32} {step.loans:>8} loans {step.rows:>8} rows {step.seconds:>8.2f} s"
            )
        for item in report.quarantined:
            self.stdout.write(
                f"  set aside: obligation {item.obligation} in {item.step}: {item.error}"
            )
