"""The seeded rules at their boundaries, and what they never do whatever comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.errors import InputsRefused
from approvals.rules.evaluate import evaluate, evaluate_or_refer
from approvals.states import Outcome
from tests.approvals.rules.seeded import GOOD, NO_REPORT, rules

RULES = rules()


def _verdict(**changes: Any):
    return evaluate(**RULES, inputs=GOOD | changes)


@pytest.mark.parametrize(
    ("changes", "outcome", "codes"),
    [
        ({}, "approve", ()),
        ({"age_years": 17}, "decline", ("below_age",)),  # RULES A11
        ({"age_years": 18}, "approve", ()),
        ({"age_years": 20, "product_age_min": 21}, "decline", ("below_age",)),
        ({"age_years": 60}, "approve", ()),
        ({"age_years": 61}, "decline", ("above_age",)),
        ({"bureau_score": 579}, "decline", ("score_below_floor",)),  # AL2
        ({"bureau_score": 580}, "refer", ("score_near_floor",)),
        ({"bureau_score": 639}, "refer", ("score_near_floor",)),
        ({"bureau_score": 640}, "approve", ()),
        ({"bureau_score": 559, "product_score_floor": 0}, "decline", ("score_below_floor",)),
        ({"bureau_score": 560, "product_score_floor": 0}, "refer", ("score_near_floor",)),
        ({"max_overdue_days": 30}, "approve", ()),
        ({"max_overdue_days": 31}, "refer", ("recent_overdue",)),
        ({"max_overdue_days": 90}, "refer", ("recent_overdue",)),
        ({"max_overdue_days": 91}, "decline", ("overdue_too_long",)),
        ({"debt_to_income_permille": 550}, "approve", ()),
        ({"debt_to_income_permille": 551}, "refer", ("high_debt_to_income",)),
        ({"requested_cents": 3_000_000}, "approve", ()),
        ({"requested_cents": 3_000_001}, "refer", ("amount_above_auto_limit",)),
        ({"identity_verified": False}, "decline", ("identity_not_verified",)),
        ({"is_student": True}, "decline", ("student_closed",)),  # RULES A12
        ({"is_student": True, "open_to_students": True}, "decline", ("student_closed",)),
        (
            {"is_student": True, "open_to_students": True, "institution_type": "bank"},
            "approve",
            (),
        ),
        ({"student_known": False, "is_student": None}, "refer", ("student_unknown",)),
        ({"blocked": True}, "decline", ("blocked",)),
        ({"purpose": "securities"}, "decline", ("purpose_forbidden",)),  # RULES A13
        ({"exposure_cents": 19_900_000}, "approve", ("limited_by_exposure",)),
        ({"exposure_cents": 19_900_001}, "decline", ("exposure_over_cap",)),
        ({"has_record": False, "bureau_score": None}, "refer", ("thin_file",)),
        (NO_REPORT, "refer", ("bureau_unavailable",)),  # DM4
        (NO_REPORT | {"report_status": "no_consent"}, "refer", ("consent_missing",)),  # RULES D11
        (NO_REPORT | {"age_years": 17}, "decline", ("below_age",)),
        (
            {
                "income_known": False,
                "monthly_income_cents": None,
                "ratio_known": False,
                "debt_to_income_permille": None,
            },
            "refer",
            ("income_unknown",),
        ),
        (
            {"age_years": 17, "max_overdue_days": 95, "bureau_score": 400},
            "decline",
            ("below_age", "overdue_too_long", "score_below_floor"),
        ),
    ],
)
def test_boundaries(changes: dict[str, Any], outcome: str, codes: tuple[str, ...]):
    verdict = _verdict(**changes)

    assert (verdict.outcome, verdict.codes) == (outcome, codes)


@pytest.mark.parametrize(
    ("changes", "limit_cents", "codes"),
    [
        ({}, 3_000_000, ()),  # no more by machine than the machine may decide
        ({"monthly_income_cents": 200_000}, 630_000, ("limited_by_ability",)),
        (
            {"monthly_income_cents": 100_000, "monthly_burden_cents": 1},
            800_000,
            ("limited_by_income",),
        ),
        ({"bureau_score": 660, "product_max_cents": 1_000_000}, 1_000_000, ()),
        ({"exposure_cents": 19_250_000}, 750_000, ("limited_by_exposure",)),
        ({"exposure_cents": 19_255_555}, 740_000, ("limited_by_exposure",)),  # down to the step
    ],
)
def test_the_limit_is_the_least_of_its_grounds(changes, limit_cents, codes):
    verdict = _verdict(**changes)

    assert (verdict.outcome, verdict.limit_cents, verdict.codes) == ("approve", limit_cents, codes)


def test_declines_when_not_even_the_least_loan_can_be_borne():
    verdict = _verdict(monthly_income_cents=10_000)

    assert (verdict.outcome, verdict.codes) == ("decline", ("limit_below_minimum",))


@pytest.mark.parametrize(
    ("changes", "grade", "rate"),
    [
        ({}, "A", "7.3"),  # 0.02 % a day (AL2)
        ({"bureau_score": 690, "inquiries_3m": 4}, "B", "10.95"),
        ({"bureau_score": 650, "max_overdue_days": 12, "overdue_count_24m": 1}, "C", "14.6"),
        ({"rate_by_grade": {}}, "A", "18.25"),
    ],
)
def test_the_grade_sets_the_price(changes, grade, rate):
    verdict = _verdict(**changes)

    assert (verdict.outcome, verdict.grade, verdict.annual_rate) == ("approve", grade, rate)


def test_the_trace_names_the_rows_that_matched_and_what_they_saw():
    verdict = _verdict(age_years=17)

    stops = next(node for node in verdict.trace["nodes"] if node["node"] == "hard stops")
    assert [row["row"] for row in stops["rows"]] == [1, 2, 12]
    assert stops["rows"][0]["saw"]["age_years"] == 17
    assert sum(verdict.trace["scorecard"]["parts"].values()) + 300 == verdict.score


def test_the_same_inputs_give_the_same_bytes_also_after_a_round_through_json():
    first = _verdict()
    again = evaluate(**json.loads(json.dumps(RULES)), inputs=json.loads(json.dumps(GOOD)))

    assert first.canonical() == again.canonical()


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_input_is_a_named_error_never_a_silent_no_match(name: str):
    inputs = {key: value for key, value in GOOD.items() if key != name}

    with pytest.raises(InputsRefused) as refused:
        evaluate(**RULES, inputs=inputs)

    assert f"/inputs/{name}" in {problem.pointer for problem in refused.value.errors}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bureau_score", "700"),
        ("bureau_score", 700.0),
        ("bureau_score", True),
        ("age_years", 2**60),
        ("blocked", "false"),
        ("blocked", 0),
        ("report_status", "fine"),
        ("annual_rate_ceiling", 18.25),
        ("rate_by_grade", {"A": 7.3}),
        ("purpose", 3),
    ],
)
def test_a_wrongly_typed_input_is_a_named_error(name: str, value: Any):
    with pytest.raises(InputsRefused) as refused:
        evaluate(**RULES, inputs=GOOD | {name: value})

    assert [(p.pointer, p.code) for p in refused.value.errors] == [
        (f"/inputs/{name}", "wrong_type")
    ]


def test_an_undeclared_input_is_refused():
    with pytest.raises(InputsRefused) as refused:
        evaluate(**RULES, inputs=GOOD | {"horoscope": "leo"})

    assert [p.code for p in refused.value.errors] == ["unknown"]


def test_incomplete_inputs_go_to_people_with_the_faults_in_the_trace():
    verdict = evaluate_or_refer(**RULES, inputs=GOOD | {"age_years": None, "blocked": "no"})

    assert (verdict.outcome, verdict.codes) == ("refer", ("inputs_incomplete",))
    assert [fault["input"] for fault in verdict.trace["refused_inputs"]] == ["age_years", "blocked"]


cents = st.integers(0, 50_000_000)
applicants = st.fixed_dictionaries(
    {
        "age_years": st.integers(0, 100),
        "identity_verified": st.booleans(),
        "is_student": st.booleans(),
        "open_to_students": st.booleans(),
        "blocked": st.booleans(),
        "institution_type": st.sampled_from(["bank", "cfc", "microloan", "online_microloan"]),
        "bureau_score": st.integers(300, 850),
        "max_overdue_days": st.integers(0, 200),
        "overdue_count_24m": st.integers(0, 30),
        "inquiries_3m": st.integers(0, 30),
        "open_loans": st.integers(0, 30),
        "monthly_obligations_cents": cents,
        "employment": st.sampled_from(
            ["employed", "self_employed", "unemployed", "student", "other"]
        ),
        "monthly_income_cents": cents,
        "debt_to_income_permille": st.integers(0, 5000),
        "requested_cents": cents,
        "monthly_burden_cents": cents,
        "exposure_cents": cents,
        "product_min_cents": st.integers(1, 500_000),
        "product_max_cents": st.integers(500_000, 20_000_000),
        "amount_step_cents": st.sampled_from([100, 10_000, 50_000]),
        "product_score_floor": st.sampled_from([0, 580, 650]),
    }
)


@given(changes=applicants, keep=st.sets(st.sampled_from(sorted(GOOD))))
def test_never_approves_a_minor_or_more_than_the_product_or_the_room(changes, keep):
    inputs = GOOD | {name: value for name, value in changes.items() if name not in keep}

    verdict = evaluate_or_refer(**RULES, inputs=inputs)

    if inputs["age_years"] < 18:
        assert verdict.outcome == Outcome.DECLINE
    if verdict.outcome == Outcome.APPROVE:
        limit = verdict.limit_cents
        assert inputs["product_min_cents"] <= limit <= inputs["product_max_cents"]
        assert limit % inputs["amount_step_cents"] == 0
        assert limit + inputs["exposure_cents"] <= inputs["exposure_cap_cents"]
        assert limit <= 8 * inputs["monthly_income_cents"]
        assert inputs["identity_verified"]
        assert not inputs["blocked"]
        assert inputs["max_overdue_days"] <= 90
        assert inputs["bureau_score"] >= max(560, inputs["product_score_floor"])
        assert verdict.annual_rate in {"7.3", "10.95", "14.6", "18.25"}
    else:
        assert verdict.limit_cents is None
        assert verdict.codes


@given(
    changes=applicants,
    name=st.sampled_from(sorted(GOOD)),
    value=st.one_of(st.none(), st.text(), st.floats(), st.lists(st.integers())),
)
def test_never_approves_when_an_input_is_missing_or_of_another_kind(changes, name, value):
    inputs = GOOD | changes | {name: value}
    if name == "purpose" and isinstance(value, str):
        inputs["purpose"] = None

    verdict = evaluate_or_refer(**RULES, inputs=inputs)

    assert verdict.outcome != Outcome.APPROVE
