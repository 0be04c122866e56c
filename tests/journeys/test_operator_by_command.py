"""A lender's first weeks by command: prepare, seed, close days, prove the books, decide again."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.real_time
@pytest.mark.real_commits
def test_an_operator_runs_the_lender_by_command(live_services: Any) -> None:
    live_services.start_worker()

    assert "demo ready" in live_services.manage("seed_demo", "--verbosity", "1")
    assert "there already" in live_services.manage("seed_demo")

    books = json.loads(live_services.manage("check_books", "--deep", "--json"))
    assert books["ok"], [check for check in books["checks"] if not check["ok"]]
    replayed = json.loads(live_services.manage("replay_decision", "--all", "--json"))
    assert replayed["total"] == replayed["identical"] >= 7

    quote = json.loads(live_services.manage("working_days", "--from", "2026-02-05", "--add", "15", "--json"))
    assert quote["official"] is True
