"""Deciding again from what was stored: inputs, rule set and scorecard of that time."""

from __future__ import annotations

from approvals.models import Decision
from approvals.stored_verdict import differences


def replay_decision(decision: Decision) -> bool:
    """Whether the stored rules on the stored inputs give the stored verdict, trace included.

    Raises DecisionNotByRules for an officer's decision.
    """
    return not differences(decision)
