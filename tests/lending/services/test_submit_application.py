from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.errors import ConsentMissing, IdentityNotVerified
from accounts.states import ConsentPurpose
from core.events import _handlers
from lending.errors import BankAccountMissing
from lending.events import ApplicationSubmitted
from lending.services import submit_application
from lending.states import ApplicationState
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, draft, make_bank_account


def test_hands_the_application_in_and_says_so(
    books_open: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, told = draft(), []
    monkeypatch.setitem(_handlers, ApplicationSubmitted, [told.append])

    done = submit_application(
        application_id=application.public_id, actor=applicant(application), at=NOON
    )

    assert (done.state, done.submitted_at) == (ApplicationState.SUBMITTED, NOON)
    assert told == [ApplicationSubmitted(application_id=done.pk, borrower_id=done.borrower_id)]


def test_a_borrower_without_a_checked_identity_is_refused(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    """XC8"""
    application = draft(borrower=make_borrower(is_verified=False))
    assert_nothing_moved()

    with pytest.raises(IdentityNotVerified):
        submit_application(
            application_id=application.public_id, actor=applicant(application), at=NOON
        )


@pytest.mark.parametrize("purpose", [ConsentPurpose.CREDIT_REPORT, ConsentPurpose.PRIVACY])
def test_each_consent_is_needed(
    books_open: dt.date, assert_nothing_moved: Any, purpose: ConsentPurpose
) -> None:
    """No credit report is asked for without consent; no purpose stands in for another."""
    application = draft()
    application.borrower.consents.filter(purpose=purpose).update(withdrawn_at=NOON)
    assert_nothing_moved()

    with pytest.raises(ConsentMissing):
        submit_application(
            application_id=application.public_id, actor=applicant(application), at=NOON
        )


def test_a_live_bank_account_is_needed(books_open: dt.date, assert_nothing_moved: Any) -> None:
    without, removed = draft(bank_account_id=None), draft()
    removed.bank_account.removed_at = NOON
    removed.bank_account.save()
    assert_nothing_moved()

    for application in (without, removed):
        with pytest.raises(BankAccountMissing):
            submit_application(
                application_id=application.public_id, actor=applicant(application), at=NOON
            )


def test_an_account_that_came_to_belong_to_another_is_refused(
    books_open: dt.date, assert_nothing_moved: Any
) -> None:
    application = draft()
    application.bank_account = make_bank_account(make_borrower())
    application.save()
    assert_nothing_moved()

    with pytest.raises(BankAccountMissing):
        submit_application(
            application_id=application.public_id, actor=applicant(application), at=NOON
        )
