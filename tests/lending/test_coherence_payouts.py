"""The checks of the books find what somebody broke behind the services' back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from core.coherence import run_checks
from lending.ledger.chart import Account
from lending.ledger.entries import HOUSE, credit, debit, post_entry
from lending.models import Application, Contract, Disbursement, Loan
from lending.services import ask_payout, send_payout
from tests.factories.accounts import NOON
from tests.factories.lending import payout
from tests.lending.stand_ins import Bank


def broken() -> list[str]:
    return [
        report.id
        for report in run_checks(deep=True, only="lending.")
        if not report.ok and report.id in OURS
    ]


OURS = {
    "lending.payout_of_contract",
    "lending.within_limit",
    "lending.loan_of_payout",
    "lending.in_transit",
}


@pytest.fixture
def paid(books_open: dt.date, bank: Bank) -> Disbursement:
    done = send_payout(disbursement_id=payout().public_id, at=NOON)
    bank.settle(done.reference)
    return ask_payout(disbursement_id=done.public_id, at=NOON)


def lose_the_payout(paid: Disbursement) -> None:
    Disbursement.objects.filter(pk=paid.pk).delete()


def shrink_the_limit(paid: Disbursement) -> None:
    Application.objects.update(limit=1)


def grow_the_payout(paid: Disbursement) -> None:
    Disbursement.objects.filter(pk=paid.pk).update(amount=10001)


def move_the_day(paid: Disbursement) -> None:
    Loan.objects.update(disbursed_on=NOON.date() + dt.timedelta(days=1))


def book_by_hand(paid: Disbursement) -> None:
    post_entry(
        obligation_id=HOUSE,
        kind="payout_sent",
        product="AL2",
        currency="CNY",
        value_on=NOON.date(),
        source="hand",
        idempotency_key="hand",
        lines=[debit(Account.IN_TRANSIT, paid.amount), credit(Account.CASH, paid.amount)],
    )


def test_all_is_well_with_what_the_services_did(paid: Disbursement) -> None:
    assert broken() == []
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lose_the_payout, ["lending.payout_of_contract", "lending.within_limit"]),
        (shrink_the_limit, ["lending.within_limit"]),
        (grow_the_payout, ["lending.within_limit", "lending.loan_of_payout"]),
        (move_the_day, ["lending.loan_of_payout"]),
        (book_by_hand, ["lending.in_transit"]),
    ],
)
def test_finds_what_was_broken(
    paid: Disbursement, harm: Callable[[Disbursement], None], found: list[str]
) -> None:
    harm(paid)

    assert broken() == found
