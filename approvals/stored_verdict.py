"""How a verdict lies in a decision's columns, and whether one lies there unchanged."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Any

from approvals.errors import DecisionNotByRules
from approvals.models import Decision
from approvals.reasons import ranked
from approvals.rules.evaluate import Verdict, evaluate_or_refer


def stored_form(verdict: Verdict, inputs: dict[str, Any]) -> dict[str, Any]:
    """The columns of a decision that a verdict fills; a replay must fill them alike."""
    return {
        "outcome": verdict.outcome,
        "limit": None if verdict.limit_cents is None else Decimal(verdict.limit_cents) / 100,
        "annual_rate": None if verdict.annual_rate is None else Decimal(verdict.annual_rate),
        "grade": verdict.grade,
        "score": verdict.score,
        "reasons": ranked(verdict.codes, inputs),
        "trace": {
            **verdict.trace,
            "codes": list(verdict.codes),
            "verdict_sha256": sha256(verdict.canonical().encode()).hexdigest(),
        },
    }


def differences(decision: Decision) -> list[str]:
    """The columns in which the stored decision differs from deciding again: empty when identical.

    Raises DecisionNotByRules for an officer's decision.
    """
    rule_set = decision.rule_set
    if rule_set is None:
        raise DecisionNotByRules(id=decision.public_id)
    verdict = evaluate_or_refer(
        graph=rule_set.graph,
        input_schema=rule_set.input_schema,
        scorecard=rule_set.scorecard,
        inputs=decision.inputs,
    )
    again = stored_form(verdict, decision.inputs)
    return [name for name, value in again.items() if getattr(decision, name) != value]
