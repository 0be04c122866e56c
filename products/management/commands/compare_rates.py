from __future__ import annotations

from typing import Any

from products.management.oracle_command import OracleCommand, Progress
from products.maths.compare_rates import compare_rates


class Command(OracleCommand):
    help = "Compare our annual rates with published examples (the form of oracles/apr.json)."

    def compare(self, document: Any, progress: Progress) -> dict[str, Any]:
        return compare_rates(document, progress=progress)
