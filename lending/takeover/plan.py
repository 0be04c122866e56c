"""What becomes of one loan: its position on the as-of date, its remaining rows, what does not agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.money import amount_text, round_money
from lending.takeover.records import LoanRecord, Origin, Status
from products.maths import build_schedule, parse_terms
from products.maths.due_dates import add_months

DUE_DAY = 15
ROWS_MAX = 600
LAST_ROW_ROUNDING = Decimal(
    1
)  # cents of rounding gather in a last instalment; more is a difference


@dataclass(frozen=True)
class PlannedRow:
    number: int
    starts_on: dt.date
    due_on: dt.date
    principal: Decimal
    interest: Decimal


@dataclass(frozen=True)
class LoanPlan:
    """`paid_rows` instalments lie before the as-of date; `rows` are still to be paid, some may be past due."""

    record: LoanRecord
    terms: dict[str, Any]
    instalment: Decimal
    balance: Decimal
    paid_rows: int
    rows: tuple[PlannedRow, ...]
    differences: tuple[dict[str, str], ...]

    @property
    def status(self) -> Status:
        """Theirs, but a loan that owes nothing is paid, whatever it was called."""
        owes = self.rows or self.record.status is Status.WRITTEN_OFF
        return self.record.status if owes else Status.PAID

    def oldest_unpaid_due_on(self, as_of: dt.date) -> dt.date | None:
        """Due date of the first row that is past due on the as-of date."""
        first = self.rows[0].due_on if self.rows else None
        return first if first is not None and first < as_of else None


def plan_loan(record: LoanRecord, *, origin: Origin, as_of: dt.date) -> LoanPlan:
    """Plan the take-over of one loan. The instalment is the contract's (theirs), so the borrower sees no change."""
    ours = _our_instalment(record, origin)
    paid_rows = _rows_paid(record)
    first_due = _first_unpaid_due(record, paid_rows, as_of)
    if record.status is Status.CURRENT:
        # Ahead by principal (money paid early): the row numbers follow the calendar all the same.
        paid_rows = min(paid_rows, max(0, _months_between(record.issue_month, first_due) - 1))
    rows: tuple[PlannedRow, ...] = ()
    balance = record.principal - record.paid_principal
    if record.status not in (Status.PAID, Status.WRITTEN_OFF) and balance > 0:
        rows = _remaining_rows(record, balance, first_due, paid_rows)
    return LoanPlan(
        record=record,
        terms=_terms(
            record,
            origin,
            disbursed_on=add_months(first_due, -paid_rows - 1, anchor_day=first_due.day),
        ),
        instalment=ours,
        balance=balance,
        paid_rows=paid_rows,
        rows=rows,
        differences=tuple(_differences(record, ours, balance, rows)),
    )


def _terms(record: LoanRecord, origin: Origin, *, disbursed_on: dt.date) -> dict[str, Any]:
    return {
        "principal": amount_text(record.principal, record.currency),
        "currency": record.currency,
        "annual_rate": str(record.annual_rate),
        "method": str(record.method),
        "instalments": record.instalments,
        "disbursed_on": disbursed_on.isoformat(),
        "day_count": "30/360",
        "interest_period": "instalment",
        "rounding": origin.rounding,
        "country": "US",
    }


def _our_instalment(record: LoanRecord, origin: Origin) -> Decimal:
    schedule = build_schedule(parse_terms(_terms(record, origin, disbursed_on=record.issue_month)))
    return schedule.rows[0].total


def _differences(
    record: LoanRecord, ours: Decimal, balance: Decimal, rows: tuple[PlannedRow, ...]
) -> list[dict[str, str]]:
    """Every figure of theirs that we do not reach, by loan: nothing is lost silently."""
    money = record.currency
    found = [
        ("instalment", record.instalment, ours),
        ("balance", record.balance, balance),
        (
            "paid_total",
            record.paid_total,
            record.paid_principal + record.paid_interest + record.paid_fees,
        ),
    ]
    if rows and rows[-1].principal + rows[-1].interest > record.instalment + LAST_ROW_ROUNDING:
        # What was paid is behind the schedule: the rest stands in the last instalment.
        found.append(("last_instalment", record.instalment, rows[-1].principal + rows[-1].interest))
    if record.paid_principal > record.principal:
        found.append(("paid_principal", record.paid_principal, record.principal))
    status = []
    if not rows and record.status not in (Status.PAID, Status.WRITTEN_OFF):
        facts = {"field": "status", "theirs": str(record.status), "ours": str(Status.PAID)}
        status.append({"id": record.external_id, **facts})
    return status + [
        {
            "id": record.external_id,
            "field": name,
            "theirs": amount_text(theirs, money),
            "ours": amount_text(mine, money),
        }
        for name, theirs, mine in found
        # Their sums of payments have more decimals than the currency: under a cent is no difference.
        if abs(theirs - mine) >= Decimal("0.01")
    ]


def _rows_paid(record: LoanRecord) -> int:
    """How many instalments the principal paid covers, a few cents of their rounding apart."""
    balance, covered, rows = record.principal, Decimal(0), 0
    while rows < record.instalments and balance > 0:
        principal = min(
            max(record.instalment - _interest(balance, record), Decimal("0.01")), balance
        )
        if covered + principal > record.paid_principal + Decimal("0.10"):
            break
        covered += principal
        balance -= principal
        rows += 1
    return rows


def _interest(balance: Decimal, record: LoanRecord) -> Decimal:
    return round_money(balance * record.annual_rate / 1200, record.currency)


def _months_between(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _first_unpaid_due(record: LoanRecord, paid_rows: int, as_of: dt.date) -> dt.date:
    """The due date of the first unpaid instalment, in the range of days that the status gives."""
    low, high = record.days_late
    if not high:
        due = as_of.replace(day=DUE_DAY)
        return due if due > as_of else add_months(due, 1)
    if high - low <= DUE_DAY:  # a range of days within one month: its middle
        return as_of - dt.timedelta(days=(low + high) // 2)
    due = add_months(record.issue_month.replace(day=DUE_DAY), paid_rows + 1)
    while (as_of - due).days < low:
        due = add_months(due, -1)
    while (as_of - due).days > high:
        due = add_months(due, 1)
    return due


def _remaining_rows(
    record: LoanRecord, balance: Decimal, first_due: dt.date, paid_rows: int
) -> tuple[PlannedRow, ...]:
    """The contract's instalment on what is left; the last row, at the latest the contract's, takes the rest."""
    rows: list[PlannedRow] = []
    left = max(record.instalments - paid_rows, 1)
    while balance > 0 and len(rows) < ROWS_MAX:
        index = len(rows)
        interest = _interest(balance, record)
        principal = min(max(record.instalment - interest, Decimal(0)), balance)
        if index + 1 == left:
            principal = balance
        rows.append(
            PlannedRow(
                number=paid_rows + index + 1,
                starts_on=add_months(first_due, index - 1, anchor_day=first_due.day),
                due_on=add_months(first_due, index, anchor_day=first_due.day),
                principal=principal,
                interest=interest,
            )
        )
        balance -= principal
    return tuple(rows)
