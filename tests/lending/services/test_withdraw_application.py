from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import NotFound
from core.events import _handlers
from lending.errors import ContractStands
from lending.events import ApplicationRecalled, ApplicationWithdrawn
from lending.models import Contract
from lending.services import recall_application, withdraw_application
from lending.states import ApplicationState, ContractState
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, cost_confirmed, signed, submitted


def test_an_unsigned_contract_ends_with_its_application(books_open: dt.date) -> None:
    contract = cost_confirmed()

    application = withdraw_application(
        application_id=contract.application.public_id, actor=applicant(contract), at=NOON
    )

    assert application.state == ApplicationState.WITHDRAWN
    assert Contract.objects.get(pk=contract.pk).state == ContractState.CANCELLED


def test_a_signed_contract_stands(books_open: dt.date, assert_nothing_moved: Any) -> None:
    contract = signed()
    assert_nothing_moved()

    with pytest.raises(ContractStands):
        withdraw_application(
            application_id=contract.application.public_id, actor=applicant(contract), at=NOON
        )


def test_later_stages_hear_of_it_and_may_refuse(
    books_open: dt.date, assert_nothing_moved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer who has begun a review is not left with a case that is gone."""

    class ReviewBegun(Exception):
        pass

    def refuse(event: object) -> None:
        raise ReviewBegun

    application = submitted()
    monkeypatch.setitem(_handlers, ApplicationRecalled, [refuse])
    monkeypatch.setitem(_handlers, ApplicationWithdrawn, [refuse])
    assert_nothing_moved()

    for step in (recall_application, withdraw_application):
        with pytest.raises(ReviewBegun):
            step(application_id=application.public_id, actor=applicant(application), at=NOON)


def test_a_stranger_does_not_see_it(books_open: dt.date, assert_nothing_moved: Any) -> None:
    application, stranger = submitted(), make_borrower()
    assert_nothing_moved()

    for step in (recall_application, withdraw_application):
        with pytest.raises(NotFound):
            step(application_id=application.public_id, actor=stranger.as_actor(), at=NOON)
