"""A loan as another system knows it, whatever file it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from products.states import Method


class Status(StrEnum):
    """How the loan stood in the other system."""

    CURRENT = "current"
    GRACE = "grace"
    LATE = "late"
    WRITTEN_OFF = "written_off"
    PAID = "paid"


@dataclass(frozen=True)
class LoanRecord:
    """Amounts in `currency`, rate in percent a year. `days_late` is a range where the file gives one."""

    external_id: str
    currency: str
    principal: Decimal
    annual_rate: Decimal
    instalments: int
    instalment: Decimal
    method: Method
    issue_month: dt.date  # first day of the month
    status: Status
    days_late: tuple[int, int]  # (0, 0) when not late
    balance: Decimal
    paid_total: Decimal
    paid_principal: Decimal
    paid_interest: Decimal
    paid_fees: Decimal
    purpose: str
    grade: str


@dataclass(frozen=True)
class Origin:
    """The rules the book was written under: they stay with every loan taken over."""

    mapping: str
    product_code: str
    product_name_zh: str
    product_name_en: str
    currency: str
    rounding: dict[str, str]
    grace_days: int
    assumptions: tuple[str, ...]
