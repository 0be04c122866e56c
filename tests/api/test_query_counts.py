"""Each call costs a known number of queries, kept in tests/query_counts.json.

After a change that is meant: UPDATE_QUERY_COUNTS=1 ./run test tests/api/test_query_counts.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from config.api.urls import urlpatterns
from tests.api.caller import Caller
from tests.api.life import Life

KEPT = Path(__file__).resolve().parents[1] / "query_counts.json"


class Counting:
    """Calls as a partner and writes down what each call cost."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.counts: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.caller, name)

    def get(self, path: str, **query: Any) -> Any:
        return self._counted("GET", path, lambda: self.caller.get(path, **query))

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self._counted("POST", path, lambda: self.caller.post(path, body, **options))

    def _counted(self, method: str, path: str, call: Any) -> Any:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = call()
        if answer.status_code < 400:
            self.counts.setdefault(f"{method} {route_of(path)}", len(queries))
        return answer


def route_of(path: str) -> str:
    """The address pattern that a path belongs to."""
    for pattern in urlpatterns:
        if pattern.resolve(path.lstrip("/")):
            return "/" + str(pattern.pattern)
    raise AssertionError(path)


def test_each_call_costs_what_it_did(caller: Caller) -> None:
    counting = Counting(caller)
    _live(counting)
    counts = dict(sorted(counting.counts.items()))

    if os.environ.get("UPDATE_QUERY_COUNTS"):
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        KEPT.write_text(json.dumps({**kept, "api": counts}, indent=2) + "\n")
    assert counts == json.loads(KEPT.read_text())["api"]


def test_a_list_costs_the_same_for_one_loan_and_for_three(caller: Caller) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("/loans").status_code == 200
        return len(queries)

    Life(caller).to_loan()
    cost()
    one = cost()
    Life(caller).to_loan()
    Life(caller).to_loan()

    # Penalty that runs is looked up loan by loan, in one query each.
    assert cost() - one <= 2


def _live(counting: Any) -> None:
    life = Life(counting)
    counting.get("/products")
    counting.get("/products/AL2")
    counting.post("/quotes", {"product": "AL2", "amount": "10000.00", "instalments": 12}, key=None)
    life.to_loan()
    counting.get(f"/applications/{life.id}")
    counting.get(f"/applications/{life.id}/decision")
    counting.get(life.contract_path)
    counting.get(f"{life.contract_path}/document")
    loan = f"/loans/{life.loan}"
    paid = life.pay("500.00")
    for path in ("", "/schedule", "/transactions", "/balance", "/payoff-quote"):
        counting.get(loan + path)
    counting.get("/loans")
    counting.get(f"/payments/{paid['id']}")
    counting.post(f"/payments/{paid['id']}/reverse", {"reason": "returned"})
    body = {"loan": life.loan, "category": "service", "text": "请尽快处理。"}
    with TestCase.captureOnCommitCallbacks():
        made = counting.post("/complaints", body).json()
    counting.get(f"/complaints/{made['id']}")
    ended = Life(counting)
    ended.apply()
    counting.post(f"/applications/{ended.id}/withdraw")
