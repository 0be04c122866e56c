"""Our annual rates equal the examples that regulators publish (56 cases)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from products.maths import OracleError
from products.maths.compare_rates import compare_rates, rate_difference, solve_case

CASES = json.loads(
    (Path(__file__).parents[2] / "oracles" / "apr.json").read_text(encoding="utf-8")
)["cases"]
BY_ID = {case["id"]: case for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=list(BY_ID))
def test_equals_the_published_rate(case: dict[str, Any]) -> None:
    assert rate_difference(case) is None


@pytest.mark.parametrize("case", CASES, ids=list(BY_ID))
def test_equals_the_exact_solution_of_the_flows(case: dict[str, Any]) -> None:
    assert abs(solve_case(case) - Decimal(case["solved_percent"])) <= Decimal("0.00000001")


def test_reports_theirs_and_ours() -> None:
    case = {**BY_ID["us-j-c1-ii"], "expected_percent": "11.83"}

    report = compare_rates({"cases": [case]})

    assert report["equal"] == 0
    assert report["different"] == [
        {"id": "us-j-c1-ii", "first_difference": {"theirs": "11.83", "ours": "11.81650829"}}
    ]


def test_tells_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []

    compare_rates({"cases": CASES[:2]}, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 2), (2, 2)]


def test_reports_flows_without_a_rate() -> None:
    case = {**BY_ID["us-j-c1-ii"], "flows": [{"kind": "advance", "amount": "1", "period": 0}]}

    assert rate_difference(case) == {
        "theirs": "11.82",
        "ours": None,
        "why": "nothing is paid back, so there is no rate",
    }


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"cases": [0]},
        {"cases": [{"id": "X"}]},
        {"cases": [{**CASES[0], "method": "guess"}]},
        {"cases": [{**CASES[0], "terms": []}, {**BY_ID["us-j-c1-ii"], "terms": []}]},
        {"cases": [{**CASES[0], "flows": [{"kind": "advance", "amount": "1", "period": 10**9}]}]},
        {"cases": [{**CASES[0], "flows": [{**CASES[0]["flows"][1], "count": 10**9}]}]},
        {"cases": [{**BY_ID["cn-daily-0.05"], "description": "no rate here"}]},
    ],
)
def test_refuses_a_document_of_another_form(document: Any) -> None:
    with pytest.raises(OracleError):
        compare_rates(document)
