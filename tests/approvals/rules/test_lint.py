"""A rule set with a fault is never published: each trap of the engine is found and named (DM2)."""

from __future__ import annotations

import pytest

from approvals.rules.evaluate import evaluate
from approvals.rules.lint import lint
from approvals.states import Outcome
from tests.approvals.rules.seeded import GOOD, cell_id, rules, table


def _with_cell(name: str, row: int, field: str, cell: str) -> dict:
    spoilt = rules()
    content = table(spoilt, name)
    content["rules"][row - 1][cell_id(content, field)] = cell
    return spoilt


def test_the_seeded_rules_have_no_fault():
    assert lint(**rules()) == []


def test_a_cell_that_does_not_parse_is_named_by_node_row_and_cell():
    faults = lint(**_with_cell("hard stops", 1, "age_years", "< < 18"))

    assert [(f.pointer, f.code) for f in faults] == [
        ("/graph/hard stops/1/age_years", "does_not_compile")
    ]
    assert "< < 18" in faults[0].message


def test_the_trap_is_real_the_engine_passes_the_broken_row_over():
    """Without the lint, and without the platform's last guard, `< < 18` lets a minor through."""
    spoilt = _with_cell("hard stops", 1, "age_years", "< < 18")
    content = table(spoilt, "hard stops")
    del content["rules"][1]  # the product's own age limit

    verdict = evaluate(**spoilt, inputs=GOOD | {"age_years": 17})

    assert "below_age" not in verdict.codes
    assert verdict.outcome == Outcome.REFER  # the verdict's own conditions hold: not approved


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("< < 18", "does_not_compile"),
        ("＜ 18", "does_not_compile"),
        ("18 <", "does_not_compile"),
        ('< "18"', "wrong_type"),
        ('"18"', "wrong_type"),
        ("true", "wrong_type"),
        ("> 1,000", "odd_number"),
        ("< 018", "odd_number"),
        ("< age_min", "unknown_input"),
        ("< product_age_mim", "unknown_input"),
        ("< rand(18)", "forbidden_function"),
        ("> d()", "forbidden_function"),
        ("$nodes.policy > 3", "forbidden_syntax"),
        ("< bureau_score", "may_be_absent"),
    ],
)
def test_refuses_a_cell_that_would_be_passed_over(cell: str, code: str):
    faults = lint(**_with_cell("hard stops", 1, "age_years", cell))

    assert code in {f.code for f in faults}
    assert {f.pointer for f in faults} == {"/graph/hard stops/1/age_years"}


def test_refuses_a_text_that_the_input_never_has():
    faults = lint(**_with_cell("grades", 1, "grade", '"AA"'))

    assert [(f.pointer, f.code) for f in faults] == [("/graph/grades/1/grade", "not_a_choice")]


def test_refuses_a_reason_or_outcome_that_the_platform_does_not_know():
    assert [f.code for f in lint(**_with_cell("hard stops", 1, "code", '"too_yung"'))] == [
        "unknown_text"
    ]
    assert [f.code for f in lint(**_with_cell("verdict", 1, "outcome", '"refuse"'))] == [
        "unknown_text"
    ]


@pytest.mark.parametrize("name", ["grades", "hard stops", "referrals", "verdict", "reason"])
def test_each_table_needs_a_default_row_at_its_end(name: str):
    spoilt = rules()
    table(spoilt, name)["rules"].pop()

    assert "no_default_row" in {f.code for f in lint(**spoilt)}


def test_refuses_an_input_that_is_tested_without_asking_whether_it_is_there():
    spoilt = _with_cell("hard stops", 9, "has_report", "")

    assert [(f.pointer, f.code) for f in lint(**spoilt)] == [
        ("/graph/hard stops/9/max_overdue_days", "may_be_absent")
    ]


def test_refuses_an_expression_that_fails_when_options_are_absent():
    spoilt = rules()
    table(spoilt, "rooms")["expressions"][1]["value"] = "monthly_income_cents * income_multiple"

    assert "cannot_be_computed" in {f.code for f in lint(**spoilt)}


def test_refuses_what_could_read_a_clock_or_leave_the_version():
    spoilt = rules()
    spoilt["graph"]["nodes"][2]["type"] = "functionNode"

    assert next(f.code for f in lint(**spoilt)) == "forbidden_node"


def test_refuses_a_graph_whose_edges_leave_a_table_out():
    spoilt = rules()
    edges = spoilt["graph"]["edges"]
    edges[-3]["targetId"] = edges[-1]["targetId"]

    assert "not_a_chain" in {f.code for f in lint(**spoilt)}


def test_refuses_a_scorecard_with_gaps_or_unknown_inputs():
    spoilt = rules()
    card = spoilt["scorecard"]
    card["characteristics"][0]["bins"][2]["below"] = 600
    card["characteristics"][1]["input"] = "max_overdue"
    card["characteristics"][2]["bins"][0]["points"] = 1.5
    del card["characteristics"][6]["values"]["student"]
    card["grades"].pop()

    assert len([f for f in lint(**spoilt) if f.pointer.startswith("/scorecard")]) == 5


def test_refuses_a_schema_without_types_units_or_sources():
    spoilt = rules()
    fields = spoilt["input_schema"]["inputs"]
    fields[0]["type"] = "float"
    fields[1]["unit"] = ""
    fields[3]["only_if"] = "nobody"
    fields.append(dict(fields[5]))

    assert {f.code for f in lint(**spoilt)} == {
        "bad_type",
        "undocumented",
        "unknown_flag",
        "repeated",
    }
