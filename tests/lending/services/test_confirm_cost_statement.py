"""RULES P2: shown, read, confirmed, and only then signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import NotFound
from lending.errors import CostStatementChanged, CostStatementNotRead, CostStatementNotShown
from lending.models import Contract
from lending.services import confirm_cost_statement, show_cost_statement
from lending.states import ContractState
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, drafted, make_partner


def confirm(contract: Contract, *, seconds: float, digest: str | None = None) -> Contract:
    return confirm_cost_statement(
        contract_id=contract.public_id,
        digest=digest,
        actor=applicant(contract),
        at=NOON + dt.timedelta(seconds=seconds),
    )


def show(contract: Contract, *, seconds: float = 0) -> Contract:
    at = NOON + dt.timedelta(seconds=seconds)
    return show_cost_statement(contract_id=contract.public_id, actor=applicant(contract), at=at)


def test_not_before_it_was_shown(books_open: dt.date, assert_nothing_moved: Any) -> None:
    contract = drafted()
    assert_nothing_moved()

    with pytest.raises(CostStatementNotShown):
        confirm(contract, seconds=100, digest=contract.cost_statement_digest)


@pytest.mark.parametrize("seconds", [0, 3, 4.999])
def test_not_before_the_reading_time_is_over(
    books_open: dt.date, assert_nothing_moved: Any, seconds: float
) -> None:
    contract = drafted()
    show(contract)
    assert_nothing_moved()

    with pytest.raises(CostStatementNotRead):
        confirm(contract, seconds=seconds, digest=contract.cost_statement_digest)


def test_after_the_reading_time(books_open: dt.date) -> None:
    contract = drafted()
    show(contract)

    done = confirm(contract, seconds=5, digest=contract.cost_statement_digest)

    assert done.state == ContractState.COST_CONFIRMED
    assert done.statement_confirmed_at == NOON + dt.timedelta(seconds=5)


def test_looking_again_does_not_start_the_time_anew(books_open: dt.date) -> None:
    contract = drafted()
    show(contract)

    assert show(contract, seconds=4).statement_shown_at == NOON


@pytest.mark.parametrize("digest", [None, "", "0" * 64])
def test_a_page_must_name_the_statement_it_showed(
    books_open: dt.date, assert_nothing_moved: Any, digest: str | None
) -> None:
    contract = drafted()
    show(contract)
    assert_nothing_moved()

    with pytest.raises(CostStatementChanged):
        confirm(contract, seconds=10, digest=digest)


def test_a_statement_that_changed_in_the_row_is_refused(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    contract = show(drafted())
    contract.quote["cost_statement"]["annualised_cost"] = "1.0000"
    contract.save()
    assert_nothing_moved()

    with pytest.raises(CostStatementChanged):
        confirm(contract, seconds=10, digest=contract.cost_statement_digest)


def test_a_partner_confirms_at_once(books_open: dt.date) -> None:
    partner = make_partner()
    contract = drafted(
        actor=partner.as_actor(), partner_id=partner.pk, borrower=make_borrower(has_sign_in=False)
    )

    assert confirm(contract, seconds=0).state == ContractState.COST_CONFIRMED


def test_a_stranger_confirms_nothing(books_open: dt.date, assert_nothing_moved: Any) -> None:
    contract, stranger = drafted(), make_borrower()
    assert_nothing_moved()

    for step in (show_cost_statement, confirm_cost_statement):
        with pytest.raises(NotFound):
            step(contract_id=contract.public_id, actor=stranger.as_actor(), at=NOON)
