"""Every decision can be given again bit for bit; what could not is found by replay and check."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from approvals.coherence import register as register_checks
from approvals.errors import DecisionNotByRules
from approvals.models import Decision
from approvals.services import (
    decide_application,
    decide_second_review,
    pass_first_review,
    replay_decision,
)
from core.coherence import run_checks
from tests.approvals.review_cases import AT, BAD, BORDERLINE, CLEAN, THIN


@pytest.fixture
def decided(submitted, withdraw_report_consent):
    """One application of each kind, and a review that ended in an approval."""
    made = []
    for sequence in (CLEAN, BORDERLINE, BAD, THIN):
        for product in ("AL1", "AL2", "EP1"):
            application = submitted(sequence=sequence, product=product)
            made.append(decide_application(application_id=application.public_id, at=AT))
    application = submitted()
    withdraw_report_consent(application)
    made.append(decide_application(application_id=application.public_id, at=AT))
    return made


@pytest.fixture
def reviewed(decided, first, senior):
    case = next(d for d in decided if d.outcome == "refer").application.review_cases.get()
    pass_first_review(
        case_id=case.public_id, user=first, recommendation="approve", note="seen", at=AT
    )
    decide_second_review(
        case_id=case.public_id, user=senior, outcome="approve", note="agreed", at=AT
    )
    return Decision.objects.get(review=case)


def _run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = 0
    try:
        call_command("replay_decision", *arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_all_decisions_replay_identically(decided):
    assert {d.outcome for d in decided} == {"approve", "decline", "refer"}
    for decision in Decision.objects.select_related("rule_set"):
        assert replay_decision(decision)


def test_the_command_tells_how_many_are_identical(reviewed, capsys):
    status, out, _ = _run(capsys, "--all", "--json")

    assert status == 0
    assert json.loads(out) == {"total": 13, "identical": 13, "different": []}


def test_one_decision_by_its_id(decided, capsys):
    status, out, _ = _run(capsys, decided[0].public_id, "--json")

    assert (status, json.loads(out)["total"]) == (0, 1)


def test_bad_arguments_are_one_clear_line(reviewed, capsys):
    for arguments in ((), ("dec_nobody",), ("dec_x", "--all"), (reviewed.public_id,)):
        status, out, err = _run(capsys, *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)


def test_an_officers_decision_is_not_replayed(reviewed):
    with pytest.raises(DecisionNotByRules):
        replay_decision(reviewed)


def test_the_checks_are_clean_after_decisions_and_reviews(reviewed):
    register_checks()

    reports = run_checks(deep=True, only="approvals.")

    assert {r.id: (r.ok, r.checked > 0) for r in reports} == {
        "approvals.decided": (True, True),
        "approvals.limits": (True, True),
        "approvals.two_reviewers": (True, True),
        "approvals.replay": (True, True),
    }


LOOSER_OVERDUE_RULE = """
    UPDATE approvals_ruleset
    SET graph = jsonb_set(graph, '{nodes,6,content,rules,8,hard_stops_i10}', '"> 999"')
"""
TAMPERED = [
    (
        "UPDATE approvals_decision SET \"limit\" = 19000 WHERE outcome = 'approve'",
        "approvals.replay",
        "limit",
    ),
    (
        "UPDATE approvals_decision SET reasons = '[]' WHERE outcome = 'decline'",
        "approvals.replay",
        "reasons",
    ),
    (
        "UPDATE approvals_decision SET inputs = jsonb_set(inputs, '{age_years}', '17')",
        "approvals.replay",
        "outcome",
    ),
    (
        LOOSER_OVERDUE_RULE,
        "approvals.replay",
        "trace",
    ),
    (
        "UPDATE approvals_decision SET \"limit\" = 25000 WHERE outcome = 'approve'",
        "approvals.limits",
        "",
    ),
    ("UPDATE approvals_decision SET inputs = '{}'", "approvals.decided", ""),
]


def test_tampering_by_the_owner_of_the_tables_is_found(owner_connection, submitted, capsys):
    """The triggers keep the application from it; whoever switches them off is found out."""
    for sequence in (CLEAN, BAD):
        application = submitted(sequence=sequence)
        decide_application(application_id=application.public_id, at=AT)
    for table in ("decision", "ruleset"):
        owner_connection.execute(f"ALTER TABLE approvals_{table} DISABLE TRIGGER USER")
        owner_connection.execute(f"CREATE TABLE {table}_then AS TABLE approvals_{table}")

    for statement, check, field in TAMPERED:
        assert all(r.ok for r in run_checks(deep=True, only="approvals."))

        owner_connection.execute(statement)

        broken = {r.id: r.examples for r in run_checks(deep=True, only="approvals.") if not r.ok}
        assert check in broken, statement
        if field:
            assert field in str(broken["approvals.replay"])
            status, out, _ = _run(capsys, "--all", "--json")
            assert (status, bool(json.loads(out)["different"])) == (1, True)
        owner_connection.execute(
            'UPDATE approvals_decision d SET "limit" = t."limit", reasons = t.reasons, '
            "inputs = t.inputs FROM decision_then t WHERE t.id = d.id"
        )
        owner_connection.execute(
            "UPDATE approvals_ruleset r SET graph = t.graph FROM ruleset_then t WHERE t.id = r.id"
        )
