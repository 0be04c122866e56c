"""The declared inputs of a rule set, and the gate that every context passes before the rules run.

The engine treats a missing input, or "700" where 700 is meant, as "no match": the row that should
have stopped an application is passed over in silence. So nothing reaches it that is not declared,
present and of the declared type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from approvals.errors import InputsRefused, RuleSetRefused
from core.errors import FieldProblem

TYPES: Final = frozenset({"int", "bool", "string", "rate", "rates"})
# Whole numbers up to here survive the engine's decimals and JSON's doubles unchanged.
LARGEST_INT: Final = 2**53
NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
RATE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,8})?\Z")
SAMPLES: Final[dict[str, Any]] = {
    "int": 1,
    "bool": True,
    "string": "x",
    "rate": "1",
    "rates": {"A": "1"},
}


@dataclass(frozen=True, kw_only=True)
class InputField:
    """One input. `only_if` names a flag: the input is present when it is true and null otherwise."""

    name: str
    type: str
    unit: str
    source: str
    required: bool = True
    only_if: str = ""
    choices: tuple[str, ...] = ()

    def problem_with(self, value: Any) -> str:
        """What is wrong with a value that is there; empty when nothing is."""
        if self.type == "int":
            if type(value) is not int:
                return f"must be a whole number, not {value!r}"
            return "" if abs(value) <= LARGEST_INT else "is too large"
        if self.type == "bool":
            return "" if type(value) is bool else f"must be true or false, not {value!r}"
        if self.type == "rate":
            return "" if _is_rate(value) else f"must be a rate as text such as 7.30, not {value!r}"
        if self.type == "rates":
            return _rates_problem(value)
        if not isinstance(value, str):
            return f"must be text, not {value!r}"
        if self.choices and value not in self.choices:
            return f"must be one of {', '.join(self.choices)}, not {value!r}"
        return ""


@dataclass(frozen=True)
class InputSchema:
    """The inputs of a rule set by name, and what the scorecard adds to them."""

    inputs: tuple[InputField, ...]
    derived: tuple[InputField, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, InputField]:
        return {field.name: field for field in (*self.inputs, *self.derived)}

    def samples(self, *, bare: bool) -> dict[str, Any]:
        """A context of the right types; `bare` leaves out every conditional input."""
        context: dict[str, Any] = {}
        for field in self.by_name.values():
            value = field.choices[0] if field.choices else SAMPLES[field.type]
            if bare:
                flags = {f.only_if for f in self.inputs}
                value = None if field.only_if else (False if field.name in flags else value)
            context[field.name] = value
        return context


def parse_schema(raw: Mapping[str, Any]) -> InputSchema:
    """Read a stored schema. Raises RuleSetRefused, naming the field, when it is not one."""
    problems: list[FieldProblem] = []
    groups: dict[str, list[InputField]] = {"inputs": [], "derived": []}
    seen: set[str] = set()
    for group, fields in groups.items():
        for number, item in enumerate(raw.get(group, [])):
            pointer = f"/input_schema/{group}/{number}"
            field = _parse_field(item, pointer, problems)
            if field is None:
                continue
            if field.name in seen:
                problems.append(
                    FieldProblem(pointer, "repeated", f"{field.name} is declared twice")
                )
            seen.add(field.name)
            fields.append(field)
    flags = {field.name for field in groups["inputs"] if field.type == "bool"}
    for field in groups["inputs"]:
        if field.only_if and field.only_if not in flags:
            problems.append(
                FieldProblem(
                    "/input_schema/inputs",
                    "unknown_flag",
                    f"{field.name}: {field.only_if} is not a declared flag",
                )
            )
    if not groups["inputs"]:
        problems.append(FieldProblem("/input_schema/inputs", "empty", "no input is declared"))
    if problems:
        raise RuleSetRefused(problems=problems)
    return InputSchema(tuple(groups["inputs"]), tuple(groups["derived"]))


def check_context(schema: InputSchema, context: Mapping[str, Any]) -> None:
    """Hold the context against the schema.

    Raises InputsRefused: an input is missing, of the wrong type, or not declared; all are named.
    """
    declared = {field.name: field for field in schema.inputs}
    problems = [
        FieldProblem(f"/inputs/{name}", "unknown", f"{name} is not a declared input")
        for name in sorted(set(context) - set(declared))
    ]
    for name, field in declared.items():
        value = context.get(name)
        wanted = field.required and (not field.only_if or context.get(field.only_if) is True)
        if value is None:
            if wanted:
                problems.append(FieldProblem(f"/inputs/{name}", "missing", f"{name} is missing"))
            continue
        if field.only_if and context.get(field.only_if) is not True:
            problems.append(
                FieldProblem(
                    f"/inputs/{name}", "unexpected", f"{name} needs {field.only_if} to be true"
                )
            )
            continue
        if wrong := field.problem_with(value):
            problems.append(FieldProblem(f"/inputs/{name}", "wrong_type", f"{name} {wrong}"))
    if problems:
        raise InputsRefused(problems=problems)


def _parse_field(item: Any, pointer: str, problems: list[FieldProblem]) -> InputField | None:
    if not isinstance(item, dict):
        problems.append(FieldProblem(pointer, "not_an_object", "an input is an object"))
        return None
    allowed = {"name", "type", "unit", "source", "required", "only_if", "choices"}
    if extra := sorted(set(item) - allowed):
        problems.append(FieldProblem(pointer, "unknown_key", f"unknown: {', '.join(extra)}"))
    name, kind = item.get("name"), item.get("type")
    if not isinstance(name, str) or not NAME.match(name):
        problems.append(FieldProblem(pointer, "bad_name", f"{name!r} is not a name like age_years"))
        return None
    if kind not in TYPES:
        problems.append(FieldProblem(pointer, "bad_type", f"{name}: {kind!r} is not a type"))
        return None
    if not item.get("unit") or not item.get("source"):
        problems.append(FieldProblem(pointer, "undocumented", f"{name} needs a unit and a source"))
    return InputField(
        name=name,
        type=kind,
        unit=str(item.get("unit", "")),
        source=str(item.get("source", "")),
        required=bool(item.get("required", True)),
        only_if=str(item.get("only_if", "")),
        choices=tuple(item.get("choices", ())),
    )


def _is_rate(value: Any) -> bool:
    return isinstance(value, str) and bool(RATE.match(value))


def _rates_problem(value: Any) -> str:
    if not isinstance(value, dict):
        return f"must be rates by grade, not {value!r}"
    wrong = sorted(str(grade) for grade, rate in value.items() if not _is_rate(rate))
    return f"has no rate as text for {', '.join(wrong)}" if wrong else ""
