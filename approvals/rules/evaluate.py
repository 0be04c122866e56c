"""Runs a rule set on checked inputs and reads the verdict with its trace.

Deterministic: no clock, no random, no database; money as whole cents; the trace holds no timings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import zen

from approvals.errors import InputsRefused, VerdictUnreadable
from approvals.rules.expressions import reason_of
from approvals.rules.graph import EXPRESSIONS, NONE, TABLE, nodes_in_order
from approvals.rules.schema import check_context, parse_schema
from approvals.rules.scorecard import Scored, score
from approvals.states import Outcome
from core.errors import FieldProblem

INPUTS_INCOMPLETE: Final = "inputs_incomplete"
RULES_INCOMPLETE: Final = "rules_incomplete"
LISTS: Final = {Outcome.DECLINE: "hard_stops", Outcome.REFER: "referrals"}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the rules say. `limit_cents` and `annual_rate` are there when the outcome is approve."""

    outcome: str
    codes: tuple[str, ...]
    grade: str
    score: int | None
    limit_cents: int | None
    annual_rate: str | None
    trace: dict[str, Any]

    def canonical(self) -> str:
        """One text for one verdict: two are identical when these are."""
        return json.dumps(
            {
                "outcome": self.outcome,
                "codes": list(self.codes),
                "grade": self.grade,
                "score": self.score,
                "limit_cents": self.limit_cents,
                "annual_rate": self.annual_rate,
                "trace": self.trace,
            },
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )


def evaluate(
    *,
    graph: Mapping[str, Any],
    input_schema: Mapping[str, Any],
    scorecard: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> Verdict:
    """The verdict of a rule set on some inputs.

    Raises InputsRefused when the inputs do not fit the declared ones, VerdictUnreadable when a table
    did not answer or the answer may not be acted on.
    """
    check_context(parse_schema(input_schema), inputs)
    scored = score(scorecard, inputs)
    context = {**inputs, "scorecard_points": scored.points, "grade": scored.grade}
    try:
        answer = _compiled(json.dumps(graph, sort_keys=True)).evaluate(context, {"trace": True})
    except RuntimeError as error:
        raise VerdictUnreadable(why=reason_of(error)) from error
    result = answer["result"]
    trace = _trace_of(graph, answer["trace"], scored)
    outcome = result.get("outcome")
    if outcome not in Outcome.values:
        raise VerdictUnreadable(why=f"outcome {outcome!r}")
    verdict = Verdict(
        outcome=outcome,
        codes=_codes_of(result, outcome),
        grade=scored.grade,
        score=scored.points,
        limit_cents=_whole(result.get("limit_cents")) if outcome == Outcome.APPROVE else None,
        annual_rate=result.get("offered_rate") if outcome == Outcome.APPROVE else None,
        trace=trace,
    )
    _refuse_the_impossible(verdict, inputs)
    return verdict


def evaluate_or_refer(
    *,
    graph: Mapping[str, Any],
    input_schema: Mapping[str, Any],
    scorecard: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> Verdict:
    """As `evaluate`, but what cannot be decided by rules goes to people, with the fault in the trace."""
    try:
        return evaluate(graph=graph, input_schema=input_schema, scorecard=scorecard, inputs=inputs)
    except InputsRefused as refused:
        faults = [
            {"input": p.pointer.rpartition("/")[2], "code": p.code, "message": p.message}
            for p in refused.errors
        ]
        return _left_to_people(INPUTS_INCOMPLETE, {"refused_inputs": faults})
    except VerdictUnreadable as unreadable:
        return _left_to_people(RULES_INCOMPLETE, {"unreadable": unreadable.context["why"]})


def _left_to_people(code: str, trace: dict[str, Any]) -> Verdict:
    return Verdict(
        outcome=Outcome.REFER.value,
        codes=(code,),
        grade="",
        score=None,
        limit_cents=None,
        annual_rate=None,
        trace=trace,
    )


@lru_cache(maxsize=32)
def _compiled(graph: str) -> zen.ZenDecision:
    return zen.ZenEngine().create_decision(graph)


def _codes_of(result: Mapping[str, Any], outcome: str) -> tuple[str, ...]:
    """The codes that led to the outcome, each once, in the order of the rules."""
    collected = [
        item["code"]
        for kind, path in LISTS.items()
        if kind == outcome
        for item in result[path]
        if item["code"] != NONE
    ]
    last = result.get("reason", NONE)
    codes = [*collected, *([] if last == NONE else [last])]
    return tuple(dict.fromkeys(codes))


def _trace_of(graph: Mapping[str, Any], raw: Mapping[str, Any], scored: Scored) -> dict[str, Any]:
    """Which rows matched on which values, in running order; a silent table is a failure.

    Raises VerdictUnreadable.
    """
    problems: list[FieldProblem] = []
    nodes: list[dict[str, Any]] = []
    for node in nodes_in_order(graph, problems):
        seen = raw.get(node.id, {}).get("traceData")
        if node.kind == TABLE:
            hits = seen if isinstance(seen, list) else [seen] if seen else []
            rows = len(node.content["rules"])
            if not hits or (
                node.content["hitPolicy"] == "collect" and hits[-1]["index"] != rows - 1
            ):
                raise VerdictUnreadable(why=f"table {node.name} did not answer")
            nodes.append(
                {
                    "node": node.name,
                    "rows": [
                        {"row": hit["index"] + 1, "saw": _plain(hit["reference_map"])}
                        for hit in hits
                    ],
                }
            )
        elif node.kind == EXPRESSIONS:
            values = {key: _plain(value["result"]) for key, value in (seen or {}).items()}
            nodes.append({"node": node.name, "values": values})
    return {"scorecard": scored.as_trace(), "nodes": nodes}


def _plain(value: Any) -> Any:
    """The engine's numbers as whole ones where they are whole, else as text."""
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    return [_plain(item) for item in value]


def _whole(value: Any) -> int:
    number = _plain(value)
    if type(number) is not int:
        raise VerdictUnreadable(why=f"limit {value!r}")
    return number


def _refuse_the_impossible(verdict: Verdict, inputs: Mapping[str, Any]) -> None:
    """A second pair of eyes on what no rule set may ever approve. Raises VerdictUnreadable."""
    if verdict.outcome != Outcome.APPROVE:
        return
    limit = verdict.limit_cents or 0
    if inputs["age_years"] < 18:
        raise VerdictUnreadable(why="a minor would be approved")
    if not inputs["product_min_cents"] <= limit <= inputs["product_max_cents"]:
        raise VerdictUnreadable(why="limit outside the product")
    if limit % inputs["amount_step_cents"]:
        raise VerdictUnreadable(why="limit not in the product's steps")
    if not isinstance(verdict.annual_rate, str):
        raise VerdictUnreadable(why="no rate")
