"""A quote as people read it: the figures of a page, as numbers and dates instead of JSON text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of a schedule."""

    number: int
    due_on: dt.date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    total: Decimal
    closing: Decimal


@dataclass(frozen=True)
class QuoteFigures:
    """What a borrower compares: an instalment, what it costs in all, the annualised cost and its working."""

    principal: Decimal
    interest: Decimal
    fee: Decimal
    total: Decimal
    annualised: Decimal | None
    nominal: Decimal | None
    rows: tuple[Row, ...]

    @property
    def instalments(self) -> int:
        return len(self.rows)

    @property
    def instalment(self) -> Decimal:
        """What is paid first."""
        return self.rows[0].total

    @property
    def last(self) -> Row:
        return self.rows[-1]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def is_level(self) -> bool:
        """All instalments but the last, which takes the rounding, are the same."""
        return len({row.total for row in self.rows[:-1]}) <= 1 and (
            abs(self.last.total - self.instalment) <= Decimal("1.00")
        )

    @property
    def has_fee(self) -> bool:
        return bool(self.fee)

    @property
    def cost(self) -> Decimal:
        """Everything beyond the principal."""
        return self.total - self.principal


def figures_of(quote: Mapping[str, Any]) -> QuoteFigures:
    """The figures of a quote (INTERFACES 2)."""
    totals, statement = quote["totals"], quote["cost_statement"]
    return QuoteFigures(
        principal=Decimal(statement["principal"]),
        interest=Decimal(totals["interest"]) - Decimal(totals["subsidy"]),
        fee=Decimal(totals["fee"]),
        total=Decimal(totals["total"]),
        annualised=_decimal(statement["annualised_cost"]),
        nominal=_decimal(quote["rates"].get("nominal")),
        rows=tuple(_row(row) for row in quote["rows"] if row["number"] or Decimal(row["total"])),
    )


def _row(row: Mapping[str, Any]) -> Row:
    money = {
        name: Decimal(row[name]) for name in ("principal", "interest", "fee", "total", "closing")
    }
    return Row(number=int(row["number"]), due_on=dt.date.fromisoformat(str(row["due_on"])), **money)


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
