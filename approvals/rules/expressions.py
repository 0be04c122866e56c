"""What an expression of the rules speaks of: the names, functions and literals in it.

The engine parses more than a rule may use: `rand()` and `date("now")` compile, so does `> 1,000`
(which means "more than 1, or equal to 000").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import zen

FUNCTIONS: Final = frozenset({"max", "min", "floor", "ceil", "abs", "len", "sum", "contains"})
WORDS: Final = frozenset({"and", "or", "not", "in", "true", "false", "null"})
_TOKEN: Final = re.compile(
    r"""
    (?P<string>"[^"]*"|'[^']*')
  | (?P<template>`)
  | (?P<number>\d[\d_]*(?:\.\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<dollar>\$[A-Za-z_.]*)
  | (?P<range>\.\.)
  | (?P<mark>[#{};.])
  | (?P<comparator>[<>=!]=?)
  | (?P<open>[\[(])
  | (?P<close>[\])])
  | (?P<comma>,)
  | (?P<operator>[-+*/%^?:])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Spoken:
    """The parts of one expression that matter to a check."""

    names: frozenset[str]
    functions: frozenset[str]
    strings: tuple[str, ...]
    numbers: tuple[str, ...]
    marks: tuple[str, ...]  # what rules may not use: paths, closures, templates, $nodes
    has_comparator: bool
    has_words_of_truth: bool
    commas_outside: int  # alternatives of a cell: "A", "B"


def read(expression: str) -> Spoken:
    """Take an expression apart (it need not compile)."""
    names, functions, strings, numbers, marks = set(), set(), [], [], []
    depth = commas = 0
    comparator = truth = False
    tokens = list(_TOKEN.finditer(expression))
    for number, token in enumerate(tokens):
        kind, text = token.lastgroup, token.group()
        follower = tokens[number + 1].group() if number + 1 < len(tokens) else ""
        if kind == "name":
            truth |= text in {"true", "false"}
            if follower == "(" and text not in WORDS:
                functions.add(text)
            elif text not in WORDS:
                names.add(text)
        elif kind == "string":
            strings.append(text[1:-1])
        elif kind == "number":
            numbers.append(text)
        elif kind in {"mark", "template"} or (kind == "dollar" and text != "$"):
            marks.append(text)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "comparator":
            comparator = True
        elif kind == "comma" and depth == 0:
            commas += 1
    return Spoken(
        names=frozenset(names),
        functions=frozenset(functions),
        strings=tuple(strings),
        numbers=tuple(numbers),
        marks=tuple(marks),
        has_comparator=comparator,
        has_words_of_truth=truth,
        commas_outside=commas,
    )


def compile_fault(expression: str, *, unary: bool) -> str:
    """Why the engine cannot read an expression; empty when it can."""
    compile_ = zen.compile_unary_expression if unary else zen.compile_expression
    try:
        compile_(expression)
    except RuntimeError as error:
        return reason_of(error)
    return ""


def reason_of(error: RuntimeError) -> str:
    """The engine's own words, without its stack."""
    text = str(error).split("\n", 1)[0]
    found = re.search(r'"source":"(.*)"\}', text)
    return found.group(1).replace('\\"', '"') if found else text[:200]


def evaluate_expression(expression: str, context: dict[str, Any]) -> Any:
    """Value of an expression. Raises RuntimeError when it cannot be computed."""
    return zen.evaluate_expression(expression, context)


def evaluate_cell(cell: str, value: Any, context: dict[str, Any]) -> bool:
    """Whether a cell matches a value. Raises RuntimeError when the two cannot be compared."""
    return bool(zen.evaluate_unary_expression(cell, {**context, "$": value}))
