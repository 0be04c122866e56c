"""Answers held against their description: every key described, every status declared."""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@lru_cache(maxsize=1)
def _components() -> dict[str, Any]:
    """The described forms, closed: a key that is not described is an error."""
    components = copy.deepcopy(description()["components"])
    for form in components["schemas"].values():
        if form.get("type") == "object" and "properties" in form:
            form.setdefault("additionalProperties", False)
    return components


@lru_cache(maxsize=1)
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = sorted(description()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + r"\Z"), ops) for path, ops in paths]


def operation_of(method: str, path: str) -> dict[str, Any]:
    """The described operation of a call."""
    for pattern, operations in _paths():
        if pattern.match(path) and method.lower() in operations:
            return dict(operations[method.lower()])
    raise AssertionError(f"{method} {path} is not described")


def assert_as_described(method: str, path: str, response: Any) -> None:
    """The status is declared and the body has the declared form, no key more and none less."""
    operation = operation_of(method, path)
    status = str(response.status_code)
    assert status in operation["responses"], f"{method} {path}: {status} is not described"
    content_type = response["Content-Type"].split(";")[0]
    declared = operation["responses"][status]["content"]
    assert content_type in declared, f"{method} {path}: {content_type} is not described"
    if not content_type.endswith("json"):
        return
    form = {**declared[content_type]["schema"], "components": _components()}
    errors = sorted(Draft202012Validator(form).iter_errors(response.json()), key=str)
    assert not errors, f"{method} {path}: {errors[0].json_path} {errors[0].message}"
