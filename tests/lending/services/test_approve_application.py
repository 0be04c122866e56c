from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.errors import InvalidInput, NotAllowed
from lending.selectors import offers_of
from lending.services import approve_application, decline_application, refer_application
from lending.states import ApplicationState
from tests.factories.accounts import NOON
from tests.factories.lending import MACHINE, RATE, applicant, approved, submitted


def test_gives_an_offer_for_some_days(books_open: dt.date) -> None:
    application = approved(limit="8000", annual_rate=Decimal("7.30"))

    assert application.state == ApplicationState.APPROVED
    assert (application.limit, application.decided_at) == (Decimal(8000), NOON)
    assert application.offer_expires_on == books_open + dt.timedelta(days=7)


def test_offers_every_term_within_the_limit_at_the_approved_rate(books_open: dt.date) -> None:
    application = approved(limit="8000", annual_rate=Decimal("7.30"))

    offers = offers_of(application)

    assert [offer["instalments"] for offer in offers] == [3, 6, 12, 24]
    assert {offer["amount"] for offer in offers} == {"8000.00"}
    assert {offer["quote"]["rates"]["nominal"] for offer in offers} == {"7.3000"}


def test_offers_nothing_before_the_decision(books_open: dt.date) -> None:
    assert offers_of(submitted()) == []


@pytest.mark.parametrize(
    ("limit", "rate", "pointer"),
    [
        ("999", "18.25", "/limit"),
        ("50001", "18.25", "/limit"),
        ("10000", "18.26", "/annual_rate"),
        ("10000", "7.29", "/annual_rate"),
        ("10000", "-1", "/annual_rate"),
    ],
)
def test_refuses_what_the_product_does_not_allow(
    books_open: dt.date, assert_nothing_moved: Any, limit: str, rate: str, pointer: str
) -> None:
    application = submitted()
    assert_nothing_moved()

    with pytest.raises(InvalidInput) as refusal:
        approve_application(
            application_id=application.public_id,
            limit=Decimal(limit),
            annual_rate=Decimal(rate),
            actor=MACHINE,
            at=NOON,
        )

    assert [problem.pointer for problem in refusal.value.errors] == [pointer]


def test_no_applicant_decides(books_open: dt.date, assert_nothing_moved: Any) -> None:
    application = submitted()
    step = {"application_id": application.public_id, "actor": applicant(application), "at": NOON}
    assert_nothing_moved()

    with pytest.raises(NotAllowed):
        approve_application(**step, limit=Decimal(10000), annual_rate=RATE)
    with pytest.raises(NotAllowed):
        decline_application(**step, reason="no")
    with pytest.raises(NotAllowed):
        refer_application(**step)
