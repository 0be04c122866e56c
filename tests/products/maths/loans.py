"""Valid terms to vary in tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from products.maths import Terms, parse_terms

PLAIN: dict[str, Any] = {
    "principal": "12000",
    "annual_rate": "12",
    "method": "equal_instalments",
    "instalments": 12,
    "disbursed_on": "2026-01-15",
}


def terms_of(**changes: Any) -> Terms:
    """Terms of a plain loan of 12,000 over a year with some of them changed."""
    return parse_terms({**PLAIN, **changes})


def amount(text: str) -> Decimal:
    return Decimal(text)
