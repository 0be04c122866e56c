"""What one person may see of another: nothing, and it looks as if it were not there."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import NotFound
from lending.models import Disbursement
from lending.selectors import (
    application_for,
    applications_of,
    contract_for,
    contract_of_number,
    live_contract_of,
    loan_for,
    payouts_by_state,
)
from lending.services import cancel_contract, confirm_payout, fail_payout
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState
from tests.factories.accounts import NOON, make_borrower, make_staff
from tests.factories.lending import applicant, drafted, make_partner, payout, signed


def test_a_borrower_sees_their_own_by_record_and_by_sign_in(books_open: dt.date) -> None:
    contract = drafted()
    application, borrower = contract.application, contract.borrower

    for viewer in (
        borrower,
        borrower.user,
        borrower.as_actor(),
        make_staff(),
        make_staff().as_actor(),
    ):
        assert application_for(viewer, application.public_id) == application
        assert contract_for(viewer, contract.public_id) == contract


def test_others_see_nothing(books_open: dt.date) -> None:
    contract = signed()
    disbursement = Disbursement.objects.get(contract=contract)
    loan = confirm_payout(
        reference=disbursement.reference,
        bank_reference="B",
        paid_on=NOON.date(),
        actor=BANK,
        at=NOON,
    )

    for viewer in (make_borrower(), make_borrower().user, make_partner()):
        assert not applications_of(viewer).exists()
        for look, public_id in (
            (application_for, contract.application.public_id),
            (contract_for, contract.public_id),
            (loan_for, loan.public_id),
        ):
            with pytest.raises(NotFound):
                look(viewer, public_id)
    assert loan_for(contract.borrower, loan.public_id) == loan


def test_a_partner_sees_what_it_brought_and_no_more(books_open: dt.date) -> None:
    partner, other = make_partner(), make_partner()
    borrower = make_borrower()
    brought = drafted(borrower=borrower, actor=partner.as_actor(), partner_id=partner.pk)
    own = drafted(borrower=borrower)

    assert contract_for(partner, brought.public_id) == brought
    assert application_for(borrower, brought.application.public_id) == brought.application
    for viewer, contract in ((other, brought), (partner, own)):
        with pytest.raises(NotFound):
            contract_for(viewer, contract.public_id)


def test_the_public_check_knows_signed_contracts_only(books_open: dt.date) -> None:
    unsigned, done = drafted(), signed()

    assert contract_of_number(done.number) == done
    assert contract_of_number(unsigned.number) is None


def test_the_live_contract_is_the_one_that_was_not_cancelled(books_open: dt.date) -> None:
    contract = drafted()
    cancel_contract(contract_id=contract.public_id, actor=applicant(contract), at=NOON)
    application = application_for(contract.borrower, contract.application.public_id)
    assert live_contract_of(application) is None

    again = drafted(application=application)

    assert live_contract_of(application) == again


def test_finance_finds_payouts_by_state(books_open: dt.date) -> None:
    one, other = payout(), payout()
    fail_payout(reference=other.reference, reason="account_closed", actor=BANK, at=NOON)

    assert list(payouts_by_state(DisbursementState.INTENDED)) == [one]
    assert list(payouts_by_state(DisbursementState.FAILED, DisbursementState.UNKNOWN)) == [other]
