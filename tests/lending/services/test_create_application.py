from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.errors import InvalidInput, NotFound
from core.models import AuditEntry, TransitionLog
from lending.errors import DuplicateExternalRef
from lending.models import Application
from lending.services import create_application
from lending.states import ApplicationState
from products.errors import NoSuchProduct
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import draft, make_bank_account, make_partner


def test_makes_a_draft_with_its_log_and_audit(books_open: dt.date) -> None:
    application = draft(amount="12000.00", instalments="6")

    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT
    assert (application.amount, application.instalments) == (Decimal("12000.00"), 6)
    assert application.method == "equal_instalments"
    assert application.monthly_income == Decimal("12000.00")
    assert application.touched_on == books_open
    log = TransitionLog.objects.get(object_id=application.public_id)
    assert (log.source, log.target) == ("", "draft")
    assert AuditEntry.objects.filter(action="lending.create_application").count() == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount": "-1"}, "/amount"),
        ({"amount": "NaN"}, "/amount"),
        ({"amount": "1e5"}, "/amount"),
        ({"amount": "10000.001"}, "/amount"),
        ({"amount": "999"}, "/amount"),
        ({"amount": "50100"}, "/amount"),
        ({"amount": "10050"}, "/amount"),
        ({"amount": 10000.0}, "/amount"),
        ({"instalments": 7}, "/instalments"),
        ({"instalments": True}, "/instalments"),
        ({"instalments": "DROP TABLE"}, "/instalments"),
        ({"method": "bullet"}, "/method"),
        ({"purpose": "stocks"}, "/purpose"),
        ({"purpose": ""}, "/purpose"),
        ({"monthly_income": "-5"}, "/monthly_income"),
        ({"bank_account_id": "acc_of_nobody"}, "/bank_account_id"),
    ],
)
def test_refuses_wrong_input_and_names_the_field(
    books_open: dt.date, assert_nothing_moved: Any, change: dict[str, Any], pointer: str
) -> None:
    borrower = make_borrower()
    facts = {"borrower": borrower, "bank_account_id": make_bank_account(borrower).public_id}
    assert_nothing_moved()

    with pytest.raises(InvalidInput) as refusal:
        draft(**(facts | change))

    assert pointer in [problem.pointer for problem in refusal.value.errors]


def test_refuses_a_purpose_that_may_not_be_lent_for(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    """RULES A13: no house, stocks, wealth products."""
    borrower = make_borrower()
    assert_nothing_moved()

    for purpose in ("house", "stocks", "wealth", "futures"):
        with pytest.raises(InvalidInput):
            draft(borrower=borrower, bank_account_id=None, purpose=purpose)


def test_refuses_an_account_of_somebody_else(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    borrower, other = make_borrower(), make_borrower()
    account = make_bank_account(other)
    assert_nothing_moved()

    with pytest.raises(InvalidInput) as refusal:
        draft(borrower=borrower, bank_account_id=account.public_id)

    assert refusal.value.errors[0].code == "unknown_bank_account"


def test_refuses_to_apply_for_somebody_else(books_open: dt.date, assert_nothing_moved: Any) -> None:
    borrower, other = make_borrower(), make_borrower()
    assert_nothing_moved()

    with pytest.raises(NotFound):
        draft(borrower=other, bank_account_id=None, actor=borrower.as_actor())
    with pytest.raises(NotFound):
        draft(borrower=other, bank_account_id=None, actor=borrower.user.as_actor())


def test_a_sign_in_applies_for_its_own_borrower(books_open: dt.date) -> None:
    borrower = make_borrower()

    application = draft(borrower=borrower, actor=borrower.user.as_actor())

    assert application.borrower == borrower


def test_refuses_a_product_that_is_not_offered(books_open: dt.date) -> None:
    with pytest.raises(NoSuchProduct):
        draft(product_code="ZZ9")


def test_keeps_channel_and_partner(books_open: dt.date) -> None:
    """XC4: the channel is kept on each application."""
    partner, borrower = make_partner(), make_borrower(has_sign_in=False)

    application = draft(
        borrower=borrower,
        actor=partner.as_actor(),
        partner_id=partner.pk,
        external_ref="A-1",
        channel="partner",
    )

    assert (application.partner, application.channel) == (partner, "partner")


def test_a_partners_number_names_one_application(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    partner, other, borrower = make_partner(), make_partner(), make_borrower()
    facts = {"borrower": borrower, "bank_account_id": None, "external_ref": "A-1"}
    draft(**facts, actor=partner.as_actor(), partner_id=partner.pk)
    draft(**facts, actor=other.as_actor(), partner_id=other.pk)
    assert Application.objects.count() == 2
    assert_nothing_moved()

    with pytest.raises(DuplicateExternalRef):
        draft(**facts, actor=partner.as_actor(), partner_id=partner.pk)


def test_refuses_an_unknown_borrower(books_open: dt.date) -> None:
    with pytest.raises(NotFound):
        create_application(
            borrower_id="bor_nobody",
            product_code="AL2",
            amount="10000",
            instalments=12,
            purpose="travel",
            actor=make_partner().as_actor(),
            at=NOON,
        )
