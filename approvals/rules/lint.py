"""Everything that can be wrong with a rule set, found before it is published.

The engine passes over a cell that it cannot read, or cannot compare with its input, as if the cell
did not match: `< < 18` lets a minor through. So each cell of each table is compiled, compared with
a value of its column's declared type, and may name only what is declared or computed above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import zen

from approvals.errors import RuleSetRefused
from approvals.reasons import CATALOGUE
from approvals.rules import expressions
from approvals.rules.graph import EXPRESSIONS, NONE, TABLE, Node, nodes_in_order
from approvals.rules.schema import InputSchema, parse_schema
from approvals.rules.scorecard import check_scorecard
from approvals.states import Outcome
from core.errors import FieldProblem

# What the platform does with a verdict: outputs of these names hold only these texts.
_ALLOWED_TEXTS: Final = {
    "outcome": frozenset(Outcome.values),
    "code": frozenset({NONE, *CATALOGUE}),
    "reason": frozenset({NONE, *CATALOGUE}),
}
# The last guard before an approval reads these, so every rule set declares them.
_ALWAYS_DECLARED: Final = (
    "age_years",
    "product_min_cents",
    "product_max_cents",
    "amount_step_cents",
)
_ALWAYS_GIVEN: Final = (
    "outcome",
    "reason",
    "limit_cents",
    "offered_rate",
    "hard_stops",
    "referrals",
)
_LEADING_ZERO = re.compile(r"0\d")


@dataclass
class _Reading:
    """What the walk along the chain knows: values of the right types, with and without options."""

    schema: InputSchema
    full: dict[str, Any]
    bare: dict[str, Any]
    flags: dict[str, str]  # conditional input -> the flag that says it is there
    problems: list[FieldProblem] = field(default_factory=list)

    def fault(self, pointer: str, code: str, message: str) -> None:
        self.problems.append(FieldProblem(pointer, code, message))


def lint(
    *, graph: Mapping[str, Any], input_schema: Mapping[str, Any], scorecard: Mapping[str, Any]
) -> list[FieldProblem]:
    """All faults of a rule set; each pointer names node, row and cell. Empty: it may be published."""
    try:
        schema = parse_schema(input_schema)
    except RuleSetRefused as refused:
        return list(refused.errors)
    flags = {item.name: item.only_if for item in schema.inputs if item.only_if}
    reading = _Reading(schema, schema.samples(bare=False), schema.samples(bare=True), flags)
    reading.problems += check_scorecard(scorecard, schema)
    for name in _ALWAYS_DECLARED:
        if getattr(schema.by_name.get(name), "type", "") != "int":
            reading.fault("/input_schema/inputs", "not_declared", f"{name} must be declared as int")
    for node in nodes_in_order(graph, reading.problems):
        if node.kind not in (TABLE, EXPRESSIONS):
            continue
        if node.content.get("passThrough") is not True:
            reading.fault(node.pointer, "not_passed_through", "the node hides its inputs below it")
        if node.kind == TABLE:
            _lint_table(node, reading)
        else:
            _lint_expressions(node, reading)
    for name in _ALWAYS_GIVEN:
        if name not in reading.full:
            reading.fault("/graph", "not_given", f"the graph must compute {name}")
    if not reading.problems:
        _lint_whole(graph, reading)
    return reading.problems


def require_sound(
    *, graph: Mapping[str, Any], input_schema: Mapping[str, Any], scorecard: Mapping[str, Any]
) -> None:
    """Raises RuleSetRefused with every fault."""
    if problems := lint(graph=graph, input_schema=input_schema, scorecard=scorecard):
        raise RuleSetRefused(problems=problems)


def _lint_whole(graph: Mapping[str, Any], reading: _Reading) -> None:
    """The engine's own validation comes last: its message names no place."""
    try:
        zen.ZenEngine().create_decision(json.dumps(graph)).validate()
    except (RuntimeError, ValueError) as error:
        reading.fault("/graph", "refused_by_engine", str(error).split("\n", 1)[0][:200])


def _lint_expressions(node: Node, reading: _Reading) -> None:
    computed: list[tuple[dict[str, Any], str, Any]] = []
    for item in node.content.get("expressions") or []:
        key, text = str(item.get("key", "")), str(item.get("value", ""))
        pointer = f"{node.pointer}/{key}"
        _declare(key, pointer, reading)
        readable = _readable(text, pointer, reading, unary=False)
        for context in (reading.full, reading.bare):
            value = None
            if readable:
                try:
                    value = expressions.evaluate_expression(text, context)
                except RuntimeError as error:
                    readable = False
                    why = expressions.reason_of(error)
                    reading.fault(
                        pointer, "cannot_be_computed", f"{text!r} on declared types: {why}"
                    )
            computed.append((context, key, value))
    for context, key, value in computed:  # names of one node do not see each other
        context[key] = value


def _declare(key: str, pointer: str, reading: _Reading) -> None:
    if key in reading.full:
        reading.fault(pointer, "overwrites", f"{key} is an input or was computed above")


def _lint_table(node: Node, reading: _Reading) -> None:
    content = node.content
    columns = content.get("inputs") or []
    outputs = content.get("outputs") or []
    rows = content.get("rules") or []
    policy = content.get("hitPolicy")
    if policy not in ("first", "collect"):
        reading.fault(node.pointer, "hit_policy", f"hit policy {policy!r} is not first or collect")
    if (policy == "collect") != bool(content.get("outputPath")):
        reading.fault(node.pointer, "output_path", "a collecting table, and no other, has a path")
    samples = {str(c.get("id")): _column_samples(node, c, reading) for c in columns}
    known = {str(c.get("id")) for c in (*columns, *outputs)}
    for number, row in enumerate(rows, start=1):
        pointer = f"{node.pointer}/{number}"
        for extra in sorted(set(row) - known - {"_id", "_description"}):
            reading.fault(pointer, "unknown_column", f"there is no column {extra}")
        _lint_row(row, pointer, columns, samples, reading)
        for column in outputs:
            _lint_output(row, f"{pointer}/{column.get('field')}", column, reading)
    _lint_default(node, rows, columns, reading)
    _declare_outputs(node, rows, outputs, reading)


def _column_samples(
    node: Node, column: Mapping[str, Any], reading: _Reading
) -> tuple[Any, frozenset[str]] | None:
    """A value of the column's type and the names it is made of; None when it cannot be read."""
    text = str(column.get("field") or "")
    pointer = f"{node.pointer}/{text or column.get('name')}"
    if not _readable(text, pointer, reading, unary=False):
        return None
    try:
        value = expressions.evaluate_expression(text, reading.full)
    except RuntimeError as error:
        reading.fault(pointer, "cannot_be_computed", expressions.reason_of(error))
        return None
    return value, expressions.read(text).names


def _lint_row(
    row: Mapping[str, Any],
    pointer: str,
    columns: list[Mapping[str, Any]],
    samples: Mapping[str, tuple[Any, frozenset[str]] | None],
    reading: _Reading,
) -> None:
    asked_true = {
        str(c.get("field")) for c in columns if str(row.get(str(c.get("id")), "")).strip() == "true"
    }
    for column in columns:
        cell = row.get(str(column.get("id")), "")
        place = f"{pointer}/{column.get('field')}"
        sample = samples[str(column.get("id"))]
        if not isinstance(cell, str):
            reading.fault(place, "not_text", f"{cell!r} must be written as text")
        elif cell.strip() and sample and _readable(cell, place, reading, unary=True):
            value, names = sample
            _lint_types(cell, value, place, reading)
            _lint_choices(cell, names, place, reading)
            for name in sorted((names | expressions.read(cell).names) & set(reading.flags)):
                if reading.flags[name] not in asked_true and not (
                    name in names and cell.strip() == "true"
                ):
                    reading.fault(
                        place,
                        "may_be_absent",
                        f"{name} may be absent: the row must also ask {reading.flags[name]} = true",
                    )


def _lint_types(cell: str, value: Any, place: str, reading: _Reading) -> None:
    try:
        expressions.evaluate_cell(cell, value, reading.full)
    except RuntimeError as error:
        reading.fault(
            place, "wrong_type", f"{cell!r} cannot be compared: {expressions.reason_of(error)}"
        )
        return
    spoken = expressions.read(cell)
    is_text, is_flag = isinstance(value, str), isinstance(value, bool)
    is_number = isinstance(value, int | float) and not is_flag
    if (
        (spoken.strings and not is_text)
        or (spoken.numbers and not is_number)
        or (spoken.has_words_of_truth and not is_flag)
    ):
        reading.fault(place, "wrong_type", f"{cell!r} is not of the column's type")


def _lint_choices(cell: str, names: frozenset[str], place: str, reading: _Reading) -> None:
    for name in names:
        declared = reading.schema.by_name.get(name)
        if declared is None or not declared.choices:
            continue
        for text in expressions.read(cell).strings:
            if text not in declared.choices:
                reading.fault(place, "not_a_choice", f"{text!r} is never a value of {name}")


def _lint_output(
    row: Mapping[str, Any], place: str, column: Mapping[str, Any], reading: _Reading
) -> None:
    cell = row.get(str(column.get("id")))
    if not isinstance(cell, str) or not cell.strip():
        reading.fault(place, "no_output", "each row gives each output")
    elif _readable(cell, place, reading, unary=False):
        allowed = _ALLOWED_TEXTS.get(str(column.get("field")))
        for text in expressions.read(cell).strings:
            if allowed is not None and text not in allowed:
                reading.fault(place, "unknown_text", f"{text!r} is not known to the platform")
        for context in (reading.full, reading.bare):
            try:
                expressions.evaluate_expression(cell, context)
            except RuntimeError as error:
                reading.fault(place, "cannot_be_computed", expressions.reason_of(error))
                return


def _lint_default(
    node: Node,
    rows: list[Mapping[str, Any]],
    columns: list[Mapping[str, Any]],
    reading: _Reading,
) -> None:
    empty = [
        number
        for number, row in enumerate(rows, start=1)
        if not any(str(row.get(str(c.get("id")), "")).strip() for c in columns)
    ]
    if not empty or empty[-1] != len(rows):
        reading.fault(
            f"{node.pointer}/{len(rows)}", "no_default_row", "the last row must match everything"
        )
    for number in empty:
        if number != len(rows):
            reading.fault(
                f"{node.pointer}/{number}", "empty_row", "only the last row may match everything"
            )
    conditions: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        key = tuple(str(row.get(str(c.get("id")), "")).strip() for c in columns)
        if key in conditions and node.content.get("hitPolicy") == "first":
            reading.fault(
                f"{node.pointer}/{number}",
                "never_reached",
                f"same conditions as row {conditions[key]}",
            )
        conditions.setdefault(key, number)


def _declare_outputs(
    node: Node,
    rows: list[Mapping[str, Any]],
    outputs: list[Mapping[str, Any]],
    reading: _Reading,
) -> None:
    if not rows or not outputs:
        reading.fault(node.pointer, "empty_table", "a table has rows and outputs")
        return
    if path := node.content.get("outputPath"):
        _declare(str(path), node.pointer, reading)
        reading.full[str(path)] = reading.bare[str(path)] = [{}]
        return
    for column in outputs:
        name, cell = str(column.get("field")), str(rows[-1].get(str(column.get("id")), "null"))
        _declare(name, f"{node.pointer}/{name}", reading)
        for context in (reading.full, reading.bare):
            fault = expressions.compile_fault(cell, unary=False)
            context[name] = None if fault else _value_or_none(cell, context)


def _value_or_none(cell: str, context: dict[str, Any]) -> Any:
    try:
        return expressions.evaluate_expression(cell, context)
    except RuntimeError:  # told of by _lint_output already
        return None


def _readable(text: str, place: str, reading: _Reading, *, unary: bool) -> bool:
    """Whether the engine reads the expression and it speaks only of what it may."""
    if fault := expressions.compile_fault(text, unary=unary):
        reading.fault(place, "does_not_compile", f"{text!r}: {fault}")
        return False
    before = len(reading.problems)
    spoken = expressions.read(text)
    for name in sorted(spoken.names - set(reading.full)):
        reading.fault(place, "unknown_input", f"{name} is not declared and not computed above")
    for name in sorted(spoken.functions - expressions.FUNCTIONS):
        reading.fault(place, "forbidden_function", f"{name}() may not be used in rules")
    if spoken.marks:
        reading.fault(place, "forbidden_syntax", f"{text!r} uses {' '.join(spoken.marks)}")
    for number in spoken.numbers:
        if _LEADING_ZERO.match(number) or "_" in number:
            reading.fault(place, "odd_number", f"write {number!r} as a plain number")
    if unary and spoken.commas_outside and (spoken.has_comparator or spoken.numbers):
        reading.fault(
            place, "odd_number", f"{text!r}: a comma means 'or'; write numbers without separators"
        )
    return len(reading.problems) == before
