"""Our schedules equal the ones another lending system publishes, to the cent (146 vectors)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from products.maths import OracleError
from products.maths.compare_schedules import compare_schedules, first_difference

VECTORS = json.loads(
    (Path(__file__).parents[2] / "oracles" / "schedules.json").read_text(encoding="utf-8")
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_equals_the_published_schedule(vector: dict[str, Any]) -> None:
    assert first_difference(vector) is None


def test_reports_the_first_field_that_differs() -> None:
    vector = json.loads(json.dumps(VECTORS[0]))
    vector["expected"][1]["interest"] = "5.86"

    report = compare_schedules({"vectors": [vector, VECTORS[1]]})

    assert report == {
        "total": 2,
        "equal": 1,
        "different": [
            {
                "id": vector["id"],
                "first_difference": {
                    "row": 2,
                    "field": "interest",
                    "theirs": "5.86",
                    "ours": "5.85",
                },
            }
        ],
    }


def test_tells_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []

    compare_schedules(
        {"vectors": VECTORS[:2]}, progress=lambda done, total: seen.append((done, total))
    )

    assert seen == [(1, 2), (2, 2)]


def test_reports_a_missing_row() -> None:
    vector = {**VECTORS[0], "expected": VECTORS[0]["expected"][:-1]}

    assert first_difference(vector) == {"row": None, "field": "rows", "theirs": 2, "ours": 3}


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"vectors": [1]},
        {"vectors": [{"id": "X", "expected": []}]},
        {"vectors": [{"id": "X", "expected": None, "terms": {}}]},
        {"vectors": [{**VECTORS[0], "terms": {**VECTORS[0]["terms"], "principal": "-1"}}]},
        {"vectors": [{**VECTORS[0], "expected": [{"due_date": "2026-02-01", "balance": "x"}] * 3}]},
    ],
)
def test_refuses_a_document_of_another_form(document: Any) -> None:
    with pytest.raises(OracleError):
        compare_schedules(document)
