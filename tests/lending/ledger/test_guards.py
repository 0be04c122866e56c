"""The ledger's guards hold in the database itself, for every role, on parents and partitions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from core.calendar.business_date import open_date
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, credit, debit, post_entry
from lending.models import JournalEntry, Posting

pytestmark = pytest.mark.django_db

PARTITIONS = [f"lending_posting_{n}" for n in range(8)]
TABLES = ["lending_journalentry", "lending_posting", *PARTITIONS]


@pytest.fixture
def entry() -> JournalEntry:
    return post_entry(
        obligation_id=HOUSE,
        kind="capital",
        product="",
        currency="CNY",
        value_on=open_date(),
        source="test",
        idempotency_key="capital:1",
        lines=[debit(Account.CASH, Decimal("10.00")), credit(Account.CAPITAL, Decimal("10.00"))],
    )


def refused(sql: str, *parameters: object) -> str:
    """Run it in a savepoint; it must fail. Returns the database's words."""
    with (
        pytest.raises(DatabaseError) as failure,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return str(failure.value)


def partition_of(entry: JournalEntry) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM lending_posting WHERE entry_id = %s", [entry.pk]
        )
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql", ["UPDATE {} SET currency = 'USD'", "DELETE FROM {}"], ids=["update", "delete"]
)
def test_refuses_change_of_every_table(entry: JournalEntry, table: str, sql: str) -> None:
    words = refused(sql.format(table))

    assert "insert-only" in words or "permission denied" in words
    assert Posting.objects.filter(entry=entry).count() == 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql", ["UPDATE {} SET currency = 'USD'", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
    ids=["update", "delete", "truncate"],
)  # fmt: skip
def test_refuses_change_even_by_the_owner_of_the_tables(
    owner_connection, table: str, sql: str
) -> None:
    with pytest.raises(Exception, match="insert-only") as failure, owner_connection.transaction():
        owner_connection.execute(sql.format(table))

    assert failure.type.__name__ == "RestrictViolation"


NEW_ENTRY = """
    INSERT INTO lending_journalentry
        (obligation_id, kind, product, currency, value_on, booked_on, recorded_at, source,
         idempotency_key, lines, total)
    VALUES (1, 'x', '', 'CNY', %s, %s, now(), '', 'x', 2, 5)
"""
WITH_POSTINGS = f"""
    WITH e AS ({NEW_ENTRY} RETURNING id)
    INSERT INTO lending_posting (obligation_id, entry_id, line, account, side, amount, currency)
    SELECT 1, e.id, p.line, p.account, p.side, p.amount, p.currency FROM e, (VALUES {{}})
        AS p(line, account, side, amount, currency)
"""


def test_refuses_an_entry_without_postings() -> None:
    assert "has no postings" in refused(NEW_ENTRY, open_date(), open_date())


@pytest.mark.parametrize(
    "rows",
    [
        "(1, 'cash', 'D', 5, 'CNY'), (2, 'capital', 'C', 4, 'CNY')",
        "(1, 'cash', 'D', 4, 'CNY'), (2, 'capital', 'C', 4, 'CNY')",
        "(1, 'cash', 'D', 5, 'CNY')",
        "(1, 'cash', 'D', 5, 'CNY'), (3, 'capital', 'C', 5, 'CNY')",
        "(1, 'cash', 'D', 5, 'CNY'), (2, 'capital', 'C', 5, 'USD')",
        "(1, 'cash', 'D', 5, 'CNY'), (2, 'capital', 'C', 3, 'CNY'), (3, 'capital', 'C', 2, 'CNY')",
    ],
    ids=[
        "unbalanced",
        "not the total",
        "one side",
        "gap in lines",
        "two currencies",
        "too many lines",
    ],
)
def test_refuses_postings_that_do_not_match_their_entry(rows: str) -> None:
    assert "do not match" in refused(WITH_POSTINGS.format(rows), open_date(), open_date())
    assert JournalEntry.objects.count() == 0


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_refuses_amounts_that_are_not_positive(amount: str) -> None:
    rows = f"(1, 'cash', 'D', {amount}, 'CNY'), (2, 'capital', 'C', {amount}, 'CNY')"

    assert "check" in refused(WITH_POSTINGS.format(rows), open_date(), open_date())


@pytest.mark.parametrize("first_line", [1, 3], ids=["same lines", "further lines"])
def test_refuses_postings_appended_later(entry: JournalEntry, first_line: int) -> None:
    for table in ("lending_posting", partition_of(entry)):
        refused(
            f"INSERT INTO {table} VALUES (1, %s, %s, 'cash', 'D', 10, 'CNY'), (1, %s, %s, 'capital', 'C', 10, 'CNY')",
            entry.pk, first_line, entry.pk, first_line + 1,
        )  # fmt: skip

    assert Posting.objects.filter(entry=entry).count() == 2


def test_refuses_postings_of_an_entry_that_does_not_exist() -> None:
    assert "do not match" in refused(
        "INSERT INTO lending_posting VALUES (1, 999999, 1, 'cash', 'D', 1, 'CNY'), (1, 999999, 2, 'cash', 'C', 1, 'CNY')"
    )


@pytest.mark.parametrize("days", [-1, 1], ids=["closed date", "future date"])
def test_refuses_a_booking_on_any_date_but_the_open_one(days: int) -> None:
    rows = "(1, 'cash', 'D', 5, 'CNY'), (2, 'capital', 'C', 5, 'CNY')"

    words = refused(WITH_POSTINGS.format(rows), open_date(), open_date() + dt.timedelta(days=days))

    assert "open business date" in words
