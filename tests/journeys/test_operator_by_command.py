"""A lender's first weeks by command: seed, prove the books, decide again, close days."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def run(services: Any, *arguments: str) -> str:
    """A management command in the running set; returns what it printed."""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=REPOSITORY,
        env=services.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


@pytest.mark.real_time
@pytest.mark.real_commits
def test_an_operator_runs_the_lender_by_command(live_services: Any) -> None:
    """The demo lives six weeks: approved, referred, declined, paid, overdue, settled, complained."""
    live_services.start_worker()

    assert "demo ready" in run(live_services, "seed_demo")
    assert "there already" in run(live_services, "seed_demo")

    books = json.loads(run(live_services, "check_books", "--deep", "--json"))
    assert books["ok"], [check for check in books["checks"] if not check["ok"]]
    replayed = json.loads(run(live_services, "replay_decision", "--all", "--json"))
    assert replayed["total"] == replayed["identical"] == 7

    again = json.loads(run(live_services, "day_end", "--json"))
    assert again == {"dates": []}  # every date before today is closed already
