"""`check_books` finds what is wrong with the ledger, also after a superuser's hand (RELIABILITY 1-5, 12, 20)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core.actors import System
from core.calendar.business_date import set_open_date
from core.coherence import run_checks
from core.day_end import close_date
from core.models import ClosedDate, TransitionLog
from core.transitions import log_move
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry, reverse_entry
from lending.models import JournalEntry, Loan, Obligation
from products.models import Product, ProductVersion
from tests.factories.accounts import NOON, make_borrower

MONDAY = dt.date(2026, 2, 23)
ACTOR = System("test")
THOUSAND = Decimal("1000.00")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _book_is_open(settings: Any) -> None:
    settings.DAY_END_STEPS = []
    set_open_date(on=MONDAY)


@pytest.fixture(autouse=True)
def _no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.day_end.steps._steps", {})


@transaction.atomic
def make_loan() -> Loan:
    """A loan just paid out: one entry, and balances that agree with it."""
    product, _ = Product.objects.get_or_create(
        code="T1", defaults={"name_zh": "测", "name_en": "T"}
    )
    version = ProductVersion.objects.create(
        product=product,
        number=product.versions.count() + 1,
        amount_min=100,
        amount_max=10_000,
        instalment_choices=[3],
        method="equal_instalments",
        annual_rate=12,
        annual_rate_min=12,
    )
    log_move(version, source="", actor=ACTOR)
    borrower = make_borrower()
    obligation = Obligation.objects.create(kind="loan", borrower=borrower)
    loan = Loan.objects.create(
        obligation=obligation,
        borrower=borrower,
        product_version=version,
        principal=THOUSAND,
        annual_rate=12,
        terms={},
        charges={},
        disbursed_on=MONDAY,
        final_due_on=MONDAY,
        principal_outstanding=THOUSAND,
    )
    log_move(loan, source="", actor=ACTOR)
    post(loan, debit(Account.PRINCIPAL, THOUSAND), credit(Account.OPENING, THOUSAND))
    return loan


@transaction.atomic
def post(loan: Loan, *lines: Any, key: str = "") -> JournalEntry:
    return post_entry(
        obligation_id=loan.obligation_id,
        kind="disbursement",
        product="T1",
        currency="CNY",
        value_on=MONDAY,
        source=loan.public_id,
        idempotency_key=key or f"disburse:{loan.public_id}",
        lines=lines,
    )


def close(on: dt.date = MONDAY) -> None:
    close_date(on=on, actor=ACTOR, at=NOON)


def broken(*, deep: bool = False) -> dict[str, list[str]]:
    """What the checks under test find; those of the stages have tests, and richer books, of their own."""
    ours = {
        "lending.entries_balance",
        "lending.entries_complete",
        "lending.trial_balance",
        "lending.booking_dates",
        "lending.reversals",
        "lending.seals",
        "lending.loan_balances",
        "lending.income",
        "core.states",
        "core.four_eyes",
        "core.outbox",
    }
    reports = run_checks(deep=deep)
    assert ours <= {report.id for report in reports}
    return {r.id: r.examples for r in reports if r.id in ours and not r.ok}


@pytest.mark.parametrize("deep", [False, True])
def test_sound_books_are_found_sound(deep: bool) -> None:
    first = make_loan()
    close()
    second = make_loan()
    entry = post(
        second, debit(Account.CASH, THOUSAND), credit(Account.UNAPPLIED, THOUSAND), key="p"
    )
    reverse_entry(entry=entry, source=second.public_id, idempotency_key="p reversed")

    reports = {report.id: report for report in run_checks(deep=deep)}

    assert broken(deep=deep) == {}
    assert reports["lending.loan_balances"].checked == 2
    assert reports["lending.entries_balance"].checked == 4
    assert reports["lending.trial_balance"].checked == 8
    assert reports["lending.seals"].checked == 1
    assert reports["lending.reversals"].checked == 1
    assert reports["core.states"].checked >= 2
    assert first.public_id != second.public_id


@pytest.mark.parametrize(
    "column", ["principal_outstanding", "interest_due", "fee_due", "penalty_due", "unapplied"]
)
def test_finds_a_balance_that_is_not_its_postings(column: str) -> None:
    make_loan()
    wrong = make_loan()
    Loan.objects.filter(pk=wrong.pk).update(**{column: Decimal("7.77")})

    found = broken()

    assert list(found) == ["lending.loan_balances"]
    assert wrong.public_id in found["lending.loan_balances"][0]


def test_finds_postings_without_a_loan_row() -> None:
    obligation = Obligation.objects.create(kind="loan", borrower=make_borrower())
    post_entry(
        obligation_id=obligation.pk,
        kind="disbursement",
        product="T1",
        currency="CNY",
        value_on=MONDAY,
        source="-",
        idempotency_key="stray",
        lines=[debit(Account.PRINCIPAL, THOUSAND), credit(Account.CASH, THOUSAND)],
    )

    assert list(broken()) == ["lending.loan_balances"]


def test_finds_a_state_that_its_log_does_not_end_in() -> None:
    loan = make_loan()
    Loan.objects.filter(pk=loan.pk).update(state="overdue")
    unlogged = make_loan()
    with_log = TransitionLog.objects.filter(object_id=unlogged.public_id)
    assert with_log.count() == 1
    Loan.objects.create(
        obligation=Obligation.objects.create(kind="loan", borrower=loan.borrower),
        borrower=loan.borrower,
        product_version=loan.product_version,
        principal=1,
        annual_rate=0,
        terms={},
        charges={},
        disbursed_on=MONDAY,
        final_due_on=MONDAY,
    )

    found = broken()["core.states"]

    assert found[0] == f"{loan.public_id} is overdue, its log says active"
    assert found[1].endswith("its log says nothing")


TAMPERINGS = {
    "an amount": (
        "UPDATE lending_posting SET amount = amount + 1 WHERE side = 'D'",
        {"lending.entries_balance", "lending.entries_complete", "lending.trial_balance"},
    ),
    "both amounts and the total": (
        "UPDATE lending_posting SET amount = amount + 1; UPDATE lending_journalentry SET total = total + 1",
        set(),
    ),
    "an account": ("UPDATE lending_posting SET account = 'fee' WHERE account = 'principal'", set()),
    "a posting taken out": (
        "DELETE FROM lending_posting WHERE line = 2",
        {"lending.entries_balance", "lending.entries_complete", "lending.trial_balance"},
    ),
    "an entry taken out": (
        "DELETE FROM lending_posting; DELETE FROM lending_journalentry",
        {"lending.booking_dates"},
    ),
    "an entry without its row": (
        "DELETE FROM lending_journalentry",
        {"lending.entries_complete", "lending.booking_dates"},
    ),
    "a value date": ("UPDATE lending_journalentry SET value_on = value_on - 30", set()),
    "a booking date": (
        "UPDATE lending_journalentry SET booked_on = booked_on - 1",
        {"lending.booking_dates"},
    ),
    "when it was recorded": (
        "UPDATE lending_journalentry SET recorded_at = recorded_at - interval '1 second'",
        set(),
    ),
    "the seal": ("UPDATE core_closeddate SET digest = repeat('a', 64)", set()),
}


@pytest.mark.real_commits
@pytest.mark.parametrize(
    ("statement", "also"), TAMPERINGS.values(), ids=[name.replace(" ", "-") for name in TAMPERINGS]
)
def test_finds_every_hand_laid_on_a_sealed_date(
    owner_connection: Any, statement: str, also: set[str]
) -> None:
    make_loan()
    close()
    close(MONDAY + dt.timedelta(days=1))
    assert broken(deep=True) == {}

    for table in ("lending_posting", "lending_journalentry"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner_connection.execute(statement)

    found = broken(deep=True)
    assert "lending.seals" in found
    assert also - {"lending.booking_dates"} <= set(found)


@pytest.mark.real_commits
def test_finds_an_entry_smuggled_into_a_sealed_date(owner_connection: Any) -> None:
    loan = make_loan()
    close()
    owner_connection.execute("ALTER TABLE lending_journalentry DISABLE TRIGGER USER")
    entry = post(loan, debit(Account.CASH, THOUSAND), credit(Account.CAPITAL, THOUSAND), key="x")
    assert broken() == {}

    owner_connection.execute(
        "UPDATE lending_journalentry SET booked_on = %s WHERE id = %s", [MONDAY, entry.pk]
    )

    assert {"lending.seals", "lending.booking_dates"} <= set(broken())
    assert "sealed with 1" in broken()["lending.booking_dates"][0]


@pytest.mark.real_commits
def test_finds_a_sealed_date_that_vanished(owner_connection: Any) -> None:
    make_loan()
    close()
    close(MONDAY + dt.timedelta(days=1))

    ClosedDate.objects.filter(on=MONDAY).delete()

    assert {"lending.seals", "lending.booking_dates"} <= set(broken(deep=True))


def test_prints_json_and_ends_with_1_when_something_is_wrong(capsys: Any) -> None:
    call_command("check_books", "--json")
    sound = json.loads(capsys.readouterr().out)
    assert sound["ok"] is True
    keys = {"id", "title", "ok", "checked", "broken", "seconds", "examples"}
    assert all(set(check) == keys for check in sound["checks"])

    Loan.objects.filter(pk=make_loan().pk).update(fee_due=1)
    with pytest.raises(SystemExit) as ended:
        call_command("check_books", "--deep")
    assert ended.value.code == 1
    printed = capsys.readouterr().out
    assert "FAIL lending.loan_balances" in printed
    assert "NOT coherent" in printed


@pytest.mark.real_commits
def test_checks_only_read() -> None:
    make_loan()
    assert broken(deep=True) == {}
    assert run_checks(deep=False, only="core.") != []
