"""post_entry and reverse_entry: one way in, one way to correct."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.business_date import open_date
from core.errors import OutsideTransaction
from lending.errors import AlreadyReversed, EntryExistsWithOtherContent
from lending.ledger.balances import balances_of, trial_balance
from lending.ledger.bulk import EntryDraft, post_entries
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, Line, credit, debit, post_entry, reverse_entry
from lending.models import JournalEntry, Posting

TEN = Decimal("10.00")


def post(key: str = "k", lines: list[Line] | None = None, **changes) -> JournalEntry:
    facts = {
        "obligation_id": HOUSE,
        "kind": "capital",
        "product": "",
        "currency": "CNY",
        "value_on": open_date(),
        "source": "test",
        "idempotency_key": key,
        "lines": lines or [debit(Account.CASH, TEN), credit(Account.CAPITAL, TEN)],
    }
    return post_entry(**{**facts, **changes})


@pytest.mark.django_db
def test_books_on_the_open_date_and_keeps_the_value_date() -> None:
    earlier = open_date() - dt.timedelta(days=3)

    entry = post(value_on=earlier)

    assert (entry.value_on, entry.booked_on, entry.lines, entry.total) == (
        earlier,
        open_date(),
        2,
        TEN,
    )


@pytest.mark.django_db
def test_leaves_out_lines_of_zero() -> None:
    entry = post(
        lines=[
            debit(Account.CASH, TEN),
            credit(Account.CAPITAL, TEN),
            credit(Account.FEE, Decimal(0)),
        ]
    )

    assert Posting.objects.filter(entry=entry).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines",
    [
        [debit(Account.CASH, TEN), credit(Account.CAPITAL, Decimal("9.99"))],
        [debit(Account.CASH, -TEN), credit(Account.CAPITAL, -TEN)],
        [debit(Account.CASH, Decimal(0)), credit(Account.CAPITAL, Decimal(0))],
        [],
    ],
    ids=["unbalanced", "negative", "zero", "none"],
)
def test_refuses_what_does_not_balance(lines: list[Line]) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        post_entry(
            obligation_id=HOUSE, kind="x", product="", currency="CNY", value_on=open_date(),
            source="", idempotency_key="x", lines=lines,
        )  # fmt: skip

    assert JournalEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_same_key_again_is_the_first_entry() -> None:
    first = post()

    assert post() == first
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_for_something_else_is_a_conflict() -> None:
    post()

    with pytest.raises(EntryExistsWithOtherContent):
        post(lines=[debit(Account.CASH, Decimal(1)), credit(Account.CAPITAL, Decimal(1))])
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_reversal_is_the_exact_opposite_and_refers_to_it() -> None:
    entry = post(value_on=open_date() - dt.timedelta(days=1))

    reversal = reverse_entry(entry=entry, source="mistake", idempotency_key="undo")

    assert (reversal.reverses_id, reversal.value_on) == (entry.pk, entry.value_on)
    assert set(balances_of(HOUSE).values()) == {Decimal(0)}


@pytest.mark.django_db
def test_an_entry_is_reversed_at_most_once() -> None:
    entry = post()
    reverse_entry(entry=entry, source="", idempotency_key="undo")

    with pytest.raises(AlreadyReversed):
        reverse_entry(entry=entry, source="", idempotency_key="undo again")
    assert JournalEntry.objects.count() == 2


@pytest.mark.django_db
def test_balances_as_known_then_and_as_known_now() -> None:
    """ARCHITECTURE 4: booked_on <= D is what was known, value_on <= D what counted."""
    today = open_date()
    post(value_on=today - dt.timedelta(days=5))

    yesterday = today - dt.timedelta(days=1)
    assert balances_of(HOUSE, booked_to=yesterday) == {}
    assert balances_of(HOUSE, value_to=yesterday)[Account.CASH] == TEN


@pytest.mark.django_db
@given(amounts=st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=6))
def test_debits_equal_credits_whatever_is_posted(amounts: list[Decimal]) -> None:
    already = JournalEntry.objects.count()
    for number, amount in enumerate(amounts):
        post(f"{already}:{number}", [debit(Account.CASH, amount), credit(Account.CAPITAL, amount)])

    rows = trial_balance()
    assert sum(row["debit"] for row in rows) == sum(row["credit"] for row in rows)


@pytest.mark.django_db
def test_many_entries_in_one_statement() -> None:
    drafts = [
        EntryDraft(
            obligation_id=HOUSE, kind="capital", product="", currency="CNY", value_on=open_date(), source="bulk",
            idempotency_key=f"bulk:{n}",
            lines=(debit(Account.CASH, Decimal(n)), credit(Account.CAPITAL, Decimal(n))),
        )
        for n in range(1, 51)
    ]  # fmt: skip

    assert post_entries(drafts) == 50
    assert balances_of(HOUSE)[Account.CASH] == Decimal(50 * 51 // 2)


@pytest.mark.real_commits
@pytest.mark.django_db(transaction=True)
def test_refuses_to_post_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        post()
