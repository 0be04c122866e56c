"""What must hold for every model, discovered rather than listed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django_fsm import FSMModelMixin

REPOSITORY = Path(__file__).resolve().parents[2]
STAGES = [
    "core",
    "accounts",
    "products",
    "lending",
    "approvals",
    "repayments",
    "collections",
    "complaints",
]
FOLDERS = {"collections": "collection"}
OURS = [m for m in apps.get_models() if m._meta.app_label in STAGES]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_foreign_keys_point_to_the_same_or_an_earlier_stage(model: type[models.Model]) -> None:
    """ARCHITECTURE 1: foreign keys follow the import order."""
    mine = STAGES.index(model._meta.app_label)

    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model._meta.app_label in STAGES:
            assert STAGES.index(field.related_model._meta.app_label) <= mine, field


@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_no_money_is_a_float(model: type[models.Model]) -> None:
    assert not [f.name for f in model._meta.get_fields() if isinstance(f, models.FloatField)]


MACHINES = [m for m in OURS if issubclass(m, FSMModelMixin)]


@pytest.mark.parametrize("model", MACHINES, ids=lambda m: m.__name__)
def test_every_state_machine_is_guarded_by_the_database(model: type[models.Model]) -> None:
    """A trigger refuses moves the machine does not have; a check constraint refuses unknown states."""
    assert "legal_moves" in {trigger.name for trigger in model._meta.triggers}
    assert any(
        isinstance(c, models.CheckConstraint) and "state__in" in str(c.condition)
        for c in model._meta.constraints
    )


def test_no_module_is_called_utils_or_helpers() -> None:
    named = [
        path
        for stage in STAGES
        for path in (REPOSITORY / FOLDERS.get(stage, stage)).rglob("*.py")
        if path.stem in {"utils", "helpers", "signals", "misc"}
    ]

    assert named == []


def python_files() -> list[Path]:
    roots = [FOLDERS.get(s, s) for s in STAGES] + ["config", "launcher", "sandbox"]
    return [
        path
        for root in roots
        for path in (REPOSITORY / root).rglob("*.py")
        if "migrations" not in path.parts
    ]


def test_source_files_stay_small() -> None:
    """STYLE part 2: 600 lines at most."""
    long = {
        str(p.relative_to(REPOSITORY)): n
        for p in python_files()
        if (n := len(p.read_text().splitlines())) > 600
    }

    assert long == {}


def test_functions_stay_small() -> None:
    """STYLE part 2: 70 lines at most."""
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 70:
                long[f"{path.relative_to(REPOSITORY)}:{node.name}"] = (
                    node.end_lineno or 0
                ) - node.lineno

    assert long == {}
