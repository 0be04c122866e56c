"""The rule set that comes with the platform, and an applicant whom it approves."""

from __future__ import annotations

import copy
import json
from typing import Any

from approvals.services.seed_rules import SEED

_CONTENT = json.loads((SEED / "consumer-loan.json").read_text(encoding="utf-8"))

GOOD: dict[str, Any] = {
    "age_years": 35,
    "identity_verified": True,
    "student_known": True,
    "is_student": False,
    "blocked": False,
    "purpose": "travel",
    "institution_type": "microloan",
    "report_status": "fetched",
    "has_report": True,
    "has_record": True,
    "bureau_score": 780,
    "max_overdue_days": 0,
    "overdue_count_24m": 0,
    "inquiries_3m": 1,
    "open_loans": 1,
    "monthly_obligations_cents": 50_000,
    "employment": "employed",
    "income_known": True,
    "monthly_income_cents": 1_200_000,
    "ratio_known": True,
    "debt_to_income_permille": 121,
    "requested_cents": 1_000_000,
    "instalments": 12,
    "monthly_burden_cents": 95_000,
    "exposure_cents": 0,
    "exposure_cap_cents": 20_000_000,
    "product_min_cents": 100_000,
    "product_max_cents": 5_000_000,
    "amount_step_cents": 10_000,
    "product_age_min": 18,
    "product_age_max": 60,
    "product_score_floor": 580,
    "open_to_students": False,
    "rate_by_grade": {"A": "7.3", "B": "10.95", "C": "14.6", "D": "18.25"},
    "annual_rate_ceiling": "18.25",
}
NO_REPORT: dict[str, Any] = {
    "report_status": "unavailable",
    "has_report": False,
    "has_record": None,
    "bureau_score": None,
    "max_overdue_days": None,
    "overdue_count_24m": None,
    "inquiries_3m": None,
    "open_loans": None,
    "monthly_obligations_cents": None,
    "employment": None,
    "ratio_known": False,
    "debt_to_income_permille": None,
}


def rules() -> dict[str, Any]:
    """Graph, schema and scorecard: a copy to spoil."""
    return copy.deepcopy({key: value for key, value in _CONTENT.items() if key != "code"})


def table(rule_set: dict[str, Any], name: str) -> dict[str, Any]:
    """The content of a node."""
    return next(n["content"] for n in rule_set["graph"]["nodes"] if n["name"] == name)


def cell_id(content: dict[str, Any], field: str) -> str:
    return next(c["id"] for c in (*content["inputs"], *content["outputs"]) if c["field"] == field)
