from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound
from lending.services import edit_application
from tests.factories.accounts import NOON, make_borrower, make_staff
from tests.factories.lending import applicant, draft, make_bank_account


def test_changes_what_is_named_and_keeps_the_rest(books_open: dt.date) -> None:
    application = draft()

    edited = edit_application(
        application_id=application.public_id,
        actor=applicant(application),
        at=NOON,
        amount="8000",
        purpose="travel",
        monthly_income="",
    )

    edited.refresh_from_db()
    assert (edited.amount, edited.purpose) == (Decimal(8000), "travel")
    assert (edited.instalments, edited.monthly_income) == (12, None)


def test_another_product_brings_its_own_method(books_open: dt.date) -> None:
    application = draft()

    edited = edit_application(
        application_id=application.public_id,
        actor=applicant(application),
        at=NOON,
        product_code="BU1",
        amount="5000",
        instalments=3,
    )

    assert (edited.product_version.product.code, edited.method) == ("BU1", "bullet")


def test_refuses_terms_that_the_new_product_does_not_offer(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    application = draft()
    assert_nothing_moved()

    with pytest.raises(InvalidInput):
        edit_application(
            application_id=application.public_id,
            actor=applicant(application),
            at=NOON,
            product_code="BU1",
            instalments=12,
        )


@pytest.mark.parametrize("name", ["state", "limit", "borrower_id", "offered_rate"])
def test_refuses_to_change_anything_else(
    books_open: dt.date, assert_nothing_moved: Any, name: str
) -> None:
    application = draft()
    assert_nothing_moved()

    with pytest.raises(InvalidInput) as refusal:
        edit_application(
            application_id=application.public_id,
            actor=applicant(application),
            at=NOON,
            **{name: "approved"},
        )

    assert refusal.value.errors[0].code == "not_editable"


def test_others_do_not_see_it_and_staff_may_not_edit_it(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    application, stranger, officer = draft(), make_borrower(), make_staff()
    assert_nothing_moved()

    with pytest.raises(NotFound):
        edit_application(
            application_id=application.public_id, actor=stranger.as_actor(), at=NOON, amount="8000"
        )
    with pytest.raises(NotAllowed):
        edit_application(
            application_id=application.public_id, actor=officer.as_actor(), at=NOON, amount="8000"
        )


def test_another_own_account_may_be_chosen(books_open: dt.date) -> None:
    application = draft()
    account = make_bank_account(application.borrower, ending="0005")

    edited = edit_application(
        application_id=application.public_id,
        actor=applicant(application),
        at=NOON,
        bank_account_id=account.public_id,
    )

    assert edited.bank_account == account
