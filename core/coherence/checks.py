"""The registry of checks and the one way to run them: on one snapshot, read-only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

EXAMPLES_MAX: Final = 5


@dataclass(frozen=True)
class CheckResult:
    """How many things were looked at, how many are wrong, and ids or a line about some of these."""

    checked: int
    broken: int
    examples: list[str]


@dataclass(frozen=True)
class Check:
    """One invariant. `run(deep)`: since the last sealed date, or from the very first row."""

    id: str  # "lending.trial_balance"
    title: Any
    run: Callable[[bool], CheckResult]


@dataclass(frozen=True)
class CheckReport:
    id: str
    title: str
    ok: bool
    checked: int
    broken: int
    seconds: float
    examples: list[str]


_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Add an invariant (from an `apps.py`)."""
    _checks[check.id] = check


def run_checks(*, deep: bool, only: str = "") -> list[CheckReport]:
    """Run every check, or those whose id starts with `only`, on one snapshot of the database.

    Outside a transaction the snapshot is REPEATABLE READ and read-only, so a running system cannot
    make the sums disagree; inside one the checks see what the transaction sees.
    """
    with _snapshot():
        return [_run(check, deep) for check in _checks.values() if check.id.startswith(only)]


def _run(check: Check, deep: bool) -> CheckReport:
    started = time.monotonic()
    result = check.run(deep)
    return CheckReport(
        id=check.id,
        title=str(check.title),
        ok=result.broken == 0,
        checked=result.checked,
        broken=result.broken,
        seconds=round(time.monotonic() - started, 3),
        examples=result.examples[:EXAMPLES_MAX],
    )


@contextmanager
def _snapshot() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
