from __future__ import annotations

from typing import Any

from products.management.oracle_command import OracleCommand, Progress
from products.maths.compare_schedules import compare_schedules


class Command(OracleCommand):
    help = "Compare our schedules with published ones (the form of oracles/schedules.json)."

    def compare(self, document: Any, progress: Progress) -> dict[str, Any]:
        return compare_schedules(document, progress=progress)
