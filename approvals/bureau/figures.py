"""The figures of a stored report, in the units that the rules use."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

EMPLOYMENTS: Final = frozenset({"employed", "self_employed", "unemployed", "student"})
ABSENT: Final[dict[str, Any]] = dict.fromkeys(
    (
        "has_record",
        "bureau_score",
        "max_overdue_days",
        "overdue_count_24m",
        "inquiries_3m",
        "open_loans",
        "monthly_obligations_cents",
        "employment",
    )
)


def figures_of(body: str) -> dict[str, Any]:
    """The rules' inputs in a report's JSON; what it lacks stays out, so that the schema names it."""
    report = json.loads(body)
    obligations = report.get("monthly_obligations")
    employment = report.get("employment")
    return {
        "has_record": report.get("has_record"),
        "bureau_score": report.get("score"),
        "max_overdue_days": report.get("max_overdue_days"),
        "overdue_count_24m": report.get("overdue_count_24m"),
        "inquiries_3m": report.get("inquiries_3m"),
        "open_loans": report.get("open_loans"),
        "monthly_obligations_cents": None if obligations is None else cents(Decimal(obligations)),
        "employment": employment if employment in EMPLOYMENTS else "other",
    }


def is_student(body: str) -> bool | None:
    """What the bureau knows of studies; None when the report does not say."""
    said = json.loads(body).get("is_student")
    return said if isinstance(said, bool) else None


def cents(amount: Decimal) -> int:
    """Whole cents; more than two decimals are rounded half even (a bureau's average, never our money)."""
    return int((amount * 100).to_integral_value())
