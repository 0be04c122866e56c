"""A rule set's way into use: drafted by one person, linted, published by another (DM2, RULES A14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from approvals.errors import RuleSetRefused
from approvals.facts import FACT_NAMES
from approvals.locks import lock_rule_sets
from approvals.models import RuleSet
from approvals.policies import may_draft_rules, may_publish_rules
from approvals.rules.lint import require_sound
from approvals.states import RuleSetState
from approvals.types import Officer
from core.actors import Actor
from core.audit import record
from core.errors import FieldProblem, IllegalMove, MakerIsChecker, NotAllowed, NotFound
from core.transitions import log_move, move


@transaction.atomic
def draft_rule_set(
    *,
    code: str,
    graph: dict[str, Any],
    input_schema: dict[str, Any],
    scorecard: dict[str, Any],
    user: Officer | Actor,
    at: dt.datetime,
) -> RuleSet:
    """Keep a new version as a draft; it may still have faults.

    Raises NotAllowed.
    """
    actor = _actor(user, may_draft_rules)
    versions = lock_rule_sets(code)
    rule_set = RuleSet.objects.create(
        code=code,
        version=versions[-1].version + 1 if versions else 1,
        graph=graph,
        input_schema=input_schema,
        scorecard=scorecard,
        drafted_by=actor.key,
    )
    log_move(rule_set, source="", actor=actor)
    record("approvals.draft_rule_set", actor=actor, subject=rule_set)
    return rule_set


@transaction.atomic
def publish_rule_set(*, rule_set_id: str, user: Officer | Actor, at: dt.datetime) -> RuleSet:
    """Put a draft into use and retire the version before it.

    Raises NotFound, NotAllowed, MakerIsChecker, IllegalMove, RuleSetRefused with every fault.
    """
    actor = _actor(user, may_publish_rules)
    code = RuleSet.objects.filter(public_id=rule_set_id).values_list("code", flat=True).first()
    if code is None:
        raise NotFound
    versions = lock_rule_sets(code)
    rule_set = next(version for version in versions if version.public_id == rule_set_id)
    if rule_set.state != RuleSetState.DRAFT:
        raise IllegalMove(what=str(rule_set), state=rule_set.state)
    if actor.kind != "system" and actor.key == rule_set.drafted_by:
        raise MakerIsChecker
    _refuse_unknown_facts(rule_set)
    require_sound(
        graph=rule_set.graph, input_schema=rule_set.input_schema, scorecard=rule_set.scorecard
    )
    for version in versions:
        if version.state == RuleSetState.PUBLISHED:
            move(version, "retire", actor=actor, at=at)
    move(rule_set, "publish", actor=actor, at=at)
    record("approvals.publish_rule_set", actor=actor, subject=rule_set)
    return rule_set


def _actor(user: Officer | Actor, may: Any) -> Actor:
    """The platform may seed; a person needs the power. Raises NotAllowed."""
    if isinstance(user, Actor):
        if user.kind != "system":
            raise NotAllowed
        return user
    if not may(user):
        raise NotAllowed
    return user.as_actor()


def _refuse_unknown_facts(rule_set: RuleSet) -> None:
    """Raises RuleSetRefused: an input that the platform never gives would refer every application."""
    names = [field.get("name") for field in rule_set.input_schema.get("inputs", [])]
    problems = [
        FieldProblem("/input_schema/inputs", "unknown_fact", f"the platform has no fact {name!r}")
        for name in names
        if name not in FACT_NAMES
    ]
    if problems:
        raise RuleSetRefused(problems=problems)
