from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.calendar.business_date import set_open_date
from core.errors import InvalidInput, NotFound
from lending.contracts.statement_digest import statement_digest
from lending.errors import (
    BankAccountMissing,
    DeductedInAdvance,
    ExposureExceeded,
    OfferExpired,
    OverLimit,
)
from lending.exposure import exposure_of
from lending.models import Contract
from lending.services import accept_offer, cancel_contract
from lending.states import ApplicationState, ContractState
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, approved, drafted, make_partner


def accept(application: Any, *, amount: object = "10000", instalments: object = 12) -> Contract:
    return accept_offer(
        application_id=application.public_id,
        amount=amount,
        instalments=instalments,
        actor=applicant(application),
        at=NOON,
    )


def test_freezes_terms_quote_and_statement(books_open: dt.date) -> None:
    application = approved(annual_rate=Decimal("7.30"))

    contract = accept(application, amount="6000", instalments=6)

    contract.refresh_from_db()
    assert contract.state == ContractState.DRAFTED
    assert contract.number.startswith("LW20260302")
    assert (contract.amount, contract.instalments) == (Decimal(6000), 6)
    assert contract.terms["annual_rate"] == "7.3"
    assert contract.terms["disbursed_on"] == "2026-03-02"
    assert len([row for row in contract.quote["rows"] if row["number"] > 0]) == 6
    assert contract.cost_statement_digest == statement_digest(contract.quote["cost_statement"])
    assert contract.statement_shown_at is None
    application.refresh_from_db()
    assert application.state == ApplicationState.CONTRACTED


def test_a_partner_has_shown_the_statement_itself(books_open: dt.date) -> None:
    partner = make_partner()
    application = approved(
        actor=partner.as_actor(), partner_id=partner.pk, borrower=make_borrower(has_sign_in=False)
    )

    assert accept(application).statement_shown_at == NOON


def test_only_within_the_limit(books_open: dt.date, assert_nothing_moved: Any) -> None:
    """XC7"""
    application = approved(limit="10000")
    assert_nothing_moved()

    with pytest.raises(OverLimit):
        accept(application, amount="10100")


@pytest.mark.parametrize(
    ("amount", "instalments"),
    [("0", 12), ("-100", 12), ("Infinity", 12), ("500", 12), ("9950", 12), ("9000", 7), ("x", 3)],
)
def test_refuses_what_was_not_offered(
    books_open: dt.date, assert_nothing_moved: Any, amount: str, instalments: int
) -> None:
    application = approved()
    assert_nothing_moved()

    with pytest.raises(InvalidInput):
        accept(application, amount=amount, instalments=instalments)


def test_the_last_day_of_an_offer_is_good_and_the_next_is_not(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    in_time, late = approved(), approved()
    set_open_date(on=in_time.offer_expires_on)
    assert accept(in_time).state == ContractState.DRAFTED
    set_open_date(on=late.offer_expires_on + dt.timedelta(days=1))
    assert_nothing_moved()

    with pytest.raises(OfferExpired):
        accept(late)


def test_all_of_one_borrower_stays_within_the_cap(
    books_open: dt.date, assert_nothing_moved: Any, settings: Any
) -> None:
    """RULES A5: promised contracts count beside loans; exactly the cap is allowed."""
    settings.LOANWRIGHT_EXPOSURE_CAP = Decimal("20000.00")
    borrower = make_borrower()
    first, second, third = (approved(borrower=borrower) for _ in range(3))
    accept(first)
    accept(second)
    assert exposure_of(borrower_id=borrower.pk, currency="CNY") == Decimal(20000)
    assert_nothing_moved()

    with pytest.raises(ExposureExceeded) as refusal:
        accept(third, amount="1000")

    assert refusal.value.context["room"] == "¥0.00"


def test_another_borrowers_loans_do_not_count(books_open: dt.date, settings: Any) -> None:
    settings.LOANWRIGHT_EXPOSURE_CAP = Decimal("10000.00")

    assert accept(approved()).amount == accept(approved()).amount


def test_a_cancelled_contract_gives_its_room_back(books_open: dt.date, settings: Any) -> None:
    settings.LOANWRIGHT_EXPOSURE_CAP = Decimal("10000.00")
    contract = drafted()

    cancel_contract(contract_id=contract.public_id, actor=applicant(contract), at=NOON)

    contract.application.refresh_from_db()
    assert contract.application.state == ApplicationState.APPROVED
    assert accept(contract.application).amount == Decimal(10000)


def test_nothing_is_deducted_in_advance(books_open: dt.date, assert_nothing_moved: Any) -> None:
    """RULES P9: the whole amount is paid out."""
    application = approved()
    version = application.product_version
    version.fees = [
        {"name": "service", "kind": "upfront", "pct": "1", "of": "principal", "deducted": True}
    ]
    version.save()
    assert_nothing_moved()

    with pytest.raises(DeductedInAdvance):
        accept(application)


def test_the_account_must_still_be_there(books_open: dt.date, assert_nothing_moved: Any) -> None:
    application = approved()
    application.bank_account.removed_at = NOON
    application.bank_account.save()
    assert_nothing_moved()

    with pytest.raises(BankAccountMissing):
        accept(application)


def test_a_stranger_accepts_nothing(books_open: dt.date, assert_nothing_moved: Any) -> None:
    application = approved()
    strangers = [make_borrower().as_actor(), make_partner().as_actor()]
    assert_nothing_moved()

    for stranger in strangers:
        with pytest.raises(NotFound):
            accept_offer(
                application_id=application.public_id,
                amount="10000",
                instalments=12,
                actor=stranger,
                at=NOON,
            )
