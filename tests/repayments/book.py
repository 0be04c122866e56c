"""Loans for tests: opened as `open_loan` does, without the application before it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Borrower, Partner
from core.actors import Actor, System
from core.calendar.business_date import open_date, set_open_date
from core.calendar.working_days import WorkingDays
from core.day_end.steps import ordered_steps
from core.ids import new_public_id
from core.transitions import log_move
from lending.ledger.balances import balances_of
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry
from lending.models import Instalment, JournalEntry, Loan
from lending.services.open_loan import add_schedule, charges_of, loan_product, make_loan
from products.maths import build_schedule, parse_terms
from products.models import Product, ProductVersion
from tests.factories.accounts import make_borrower

START = dt.date(2026, 1, 15)
AT = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY_END: Actor = System("day-end")
ZERO = Decimal("0.00")


def make_version(**changes: Any) -> ProductVersion:
    """A published product version: 12 % a year, 3 days of grace."""
    code = changes.pop("code", new_public_id("p")[:12])
    product = Product.objects.create(code=code, name_zh="测试", name_en="Test")
    facts: dict[str, Any] = {
        "number": 1,
        "amount_min": 100,
        "amount_max": 1000000,
        "instalment_choices": [1, 3, 6, 12],
        "method": "equal_instalments",
        "annual_rate": Decimal("12"),
        "annual_rate_min": Decimal("12"),
        "penalty_rate_factor": Decimal("1.5"),
        "interest_period": "instalment",
        "day_count": "30/360",
    }
    version = ProductVersion.objects.create(product=product, **{**facts, **changes})
    log_move(version, source="", actor=DAY_END)
    return version


@transaction.atomic
def make_test_loan(
    *,
    version: ProductVersion | None = None,
    amount: str = "1200.00",
    instalments: int = 3,
    on: dt.date = START,
    borrower: Borrower | None = None,
    partner: Partner | None = None,
    charges: dict[str, Any] | None = None,
    **terms: Any,
) -> Loan:
    """A loan disbursed on `on`, which becomes the open business date."""
    set_open_date(on=on)
    version = version or make_version()
    schedule = build_schedule(
        parse_terms(
            {
                "principal": amount,
                "currency": "CNY",
                "annual_rate": str(version.annual_rate),
                "method": version.method,
                "instalments": instalments,
                "every": 1,
                "unit": "month",
                "disbursed_on": on.isoformat(),
                "day_count": version.day_count,
                "interest_period": version.interest_period,
                "fees": version.fees,
                "country": "CN",
                **terms,
            }
        ),
        is_working_day=WorkingDays("CN"),
    )
    loan = make_loan(
        schedule=schedule,
        borrower_id=(borrower or make_borrower()).pk,
        version=version,
        charges={**charges_of(version, version.annual_rate), **(charges or {})},
        partner_id=partner.pk if partner else None,
    )
    log_move(loan, source="", actor=DAY_END, reason="payout arrived")
    add_schedule(
        loan=loan, schedule=schedule, reason="disbursed", made_on=on, product=loan_product(loan)
    )
    loan.principal_outstanding = loan.principal
    loan.save(update_fields=["principal_outstanding"])
    post_entry(
        obligation_id=loan.obligation_id,
        kind="disbursement",
        product=loan_product(loan),
        currency=loan.currency,
        value_on=on,
        source=loan.public_id,
        idempotency_key=f"disbursement:{loan.public_id}",
        lines=[
            debit(Account.PRINCIPAL, loan.principal),
            credit(Account.CASH, loan.principal),
        ],
    )
    return loan


@transaction.atomic
def close_day() -> dt.date:
    """Run the registered steps of the open date and open the next; the sealing is not ours."""
    on = open_date()
    for step in ordered_steps():
        ids = step.select(on) if step.select else []
        if ids or step.select is None:
            step.run(ids, on, DAY_END)
    set_open_date(on=on + dt.timedelta(days=1))
    return on


def close_days_until(day: dt.date) -> None:
    """Close every date before `day`, which is open afterwards."""
    while open_date() < day:
        close_day()


def rows_of(loan: Loan) -> list[Instalment]:
    return list(Instalment.objects.filter(loan=loan, is_current=True).order_by("number"))


def lines_of(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """The postings of an entry as plain text, in their order."""
    return [(p.side, p.account, str(p.amount)) for p in entry.postings.order_by("line")]


def entries_of(loan: Loan, kind: str) -> list[list[tuple[str, str, str]]]:
    """All entries of one kind on a loan."""
    found = JournalEntry.objects.filter(obligation_id=loan.obligation_id, kind=kind)
    return [lines_of(entry) for entry in found.order_by("pk")]


def balances(loan: Loan) -> dict[str, str]:
    """Balances by the postings, zeros left out."""
    return {str(k): str(v) for k, v in balances_of(loan.obligation_id).items() if v}


def projections(loan: Loan) -> dict[str, Decimal]:
    fresh = Loan.objects.get(pk=loan.pk)
    return {
        "principal": fresh.principal_outstanding,
        "interest": fresh.interest_due,
        "fee": fresh.fee_due,
        "penalty": fresh.penalty_due,
        "unapplied": fresh.unapplied,
    }


def assert_projections_match(loan: Loan) -> None:
    """RELIABILITY 3 and 4: what stands on the loan's row is what its postings say."""
    found = balances_of(loan.obligation_id)
    assert projections(loan) == {
        "principal": found[Account.PRINCIPAL],
        "interest": found[Account.INTEREST],
        "fee": found[Account.FEE],
        "penalty": found[Account.PENALTY],
        "unapplied": found[Account.UNAPPLIED],
    }
