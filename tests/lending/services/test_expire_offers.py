from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import pytest

from lending.models import Application, Contract
from lending.services import expire_offers
from lending.states import ApplicationState as A
from lending.states import ContractState as C
from tests.factories.accounts import NOON
from tests.factories.lending import (
    MACHINE,
    application_in,
    approved,
    cost_confirmed,
    draft,
    signed,
    submitted,
)


def run(on: dt.date) -> int:
    return expire_offers(on=on, actor=MACHINE, at=NOON)


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def test_an_offer_ends_with_its_last_day(books_open: dt.date) -> None:
    application = approved()
    last = application.offer_expires_on

    assert run(last - dt.timedelta(days=1)) == 0
    assert run(last) == 1
    assert state_of(application) == A.EXPIRED


def test_an_unsigned_contract_ends_with_its_offer(books_open: dt.date) -> None:
    contract = cost_confirmed()

    assert run(books_open + dt.timedelta(days=7)) == 1

    assert Contract.objects.get(pk=contract.pk).state == C.CANCELLED
    assert state_of(contract.application) == A.EXPIRED


def test_a_signed_contract_stands(books_open: dt.date, assert_nothing_moved: Any) -> None:
    signed()
    assert_nothing_moved()

    assert run(books_open + dt.timedelta(days=400)) == 0


def test_a_draft_ends_after_thirty_days_untouched(books_open: dt.date) -> None:
    drafts = [draft(), application_in(A.RECALLED)]

    assert run(books_open + dt.timedelta(days=29)) == 0
    assert run(books_open + dt.timedelta(days=30)) == 2
    assert {state_of(each) for each in drafts} == {A.EXPIRED}


def test_what_waits_for_us_does_not_expire(books_open: dt.date, assert_nothing_moved: Any) -> None:
    submitted()
    assert_nothing_moved()

    assert run(books_open + dt.timedelta(days=400)) == 0


def test_run_again_it_changes_nothing(books_open: dt.date, assert_nothing_moved: Any) -> None:
    approved()
    run(books_open + dt.timedelta(days=7))
    assert_nothing_moved()

    assert run(books_open + dt.timedelta(days=7)) == 0


def test_somebody_who_acted_meanwhile_is_left_alone(
    books_open: dt.date, monkeypatch: pytest.MonkeyPatch, assert_nothing_moved: Any
) -> None:
    """Signed or withdrawn between the look and the lock."""
    ids = [signed().application.public_id, application_in(A.WITHDRAWN).public_id]
    monkeypatch.setattr(sys.modules[expire_offers.__module__], "expiring", lambda on: ids)
    assert_nothing_moved()

    assert run(books_open + dt.timedelta(days=7)) == 0
