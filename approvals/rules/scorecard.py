"""Points by bins, in whole numbers, and a grade from the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from approvals.rules.schema import InputSchema
from core.errors import FieldProblem

GRADES: Final = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Scored:
    """The total, its grade, and the points of each characteristic in the card's order."""

    points: int
    grade: str
    parts: tuple[tuple[str, int], ...]

    def as_trace(self) -> dict[str, Any]:
        return {"points": self.points, "grade": self.grade, "parts": dict(self.parts)}


def score(card: Mapping[str, Any], inputs: Mapping[str, Any]) -> Scored:
    """Add up the points of the bins that the inputs fall in; an absent input has points of its own."""
    parts = tuple(
        (characteristic["input"], _points_of(characteristic, inputs.get(characteristic["input"])))
        for characteristic in card["characteristics"]
    )
    total = int(card["base"]) + sum(points for _, points in parts)
    grade = next(step["grade"] for step in card["grades"] if total >= step.get("from", total))
    return Scored(points=total, grade=grade, parts=parts)


def _points_of(characteristic: Mapping[str, Any], value: Any) -> int:
    if value is None:
        return int(characteristic["missing"])
    if "values" in characteristic:
        return int(characteristic["values"].get(value, characteristic["missing"]))
    return int(
        next(
            bin_["points"]
            for bin_ in characteristic["bins"]
            if value < bin_.get("below", value + 1)
        )
    )


def check_scorecard(card: Mapping[str, Any], schema: InputSchema) -> list[FieldProblem]:
    """Every fault of a scorecard: gaps, bins out of order, points that are not whole, unknown inputs."""
    problems: list[FieldProblem] = []
    if type(card.get("version")) is not int or type(card.get("base")) is not int:
        problems.append(
            FieldProblem("/scorecard", "no_version", "version and base are whole numbers")
        )
    characteristics = card.get("characteristics")
    if not isinstance(characteristics, list) or not characteristics:
        problems.append(FieldProblem("/scorecard/characteristics", "empty", "no characteristic"))
        characteristics = []
    for number, item in enumerate(characteristics):
        pointer = f"/scorecard/characteristics/{number}"
        problems += [FieldProblem(pointer, "bad_bins", text) for text in _faults_of(item, schema)]
    problems += [
        FieldProblem("/scorecard/grades", "bad_grades", text) for text in _grade_faults(card)
    ]
    return problems


def _faults_of(item: Mapping[str, Any], schema: InputSchema) -> list[str]:
    name = item.get("input", "")
    field = next((field for field in schema.inputs if field.name == name), None)
    if field is None:
        return [f"{name!r} is not a declared input"]
    if type(item.get("missing")) is not int:
        return [f"{name}: points for a missing value must be a whole number"]
    if "values" in item:
        return _value_faults(name, item["values"], field.choices)
    if field.type != "int":
        return [f"{name}: bins need a whole-number input"]
    bins = item.get("bins") or [{}]
    if any(type(bin_.get("points")) is not int for bin_ in bins):
        return [f"{name}: points must be whole numbers"]
    edges = [bin_.get("below") for bin_ in bins]
    if edges[-1] is not None or any(type(edge) is not int for edge in edges[:-1]):
        return [f"{name}: every bin but the last ends below a whole number, the last is open"]
    if any(low >= high for low, high in pairwise(edges[:-1])):
        return [f"{name}: bins are not in ascending order"]
    return []


def _value_faults(name: str, values: Mapping[str, Any], choices: tuple[str, ...]) -> list[str]:
    if set(values) != set(choices):
        return [
            f"{name}: give points for each of {', '.join(choices) or 'its values'} and no other"
        ]
    if any(type(points) is not int for points in values.values()):
        return [f"{name}: points must be whole numbers"]
    return []


def _grade_faults(card: Mapping[str, Any]) -> list[str]:
    steps = card.get("grades") or []
    if tuple(step.get("grade") for step in steps) != GRADES:
        return [f"grades must be {', '.join(GRADES)}, best first"]
    floors = [step.get("from") for step in steps]
    if floors[-1] is not None or any(type(floor) is not int for floor in floors[:-1]):
        return ["every grade but the last begins at a whole number, the last takes the rest"]
    if any(high <= low for high, low in pairwise(floors[:-1])):
        return ["grades are not in descending order"]
    return []
