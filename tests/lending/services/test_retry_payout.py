from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.states import Role
from core.coherence import run_checks
from core.errors import IllegalMove, NotAllowed
from core.models import OutboxMessage
from lending.ledger.balances import trial_balance
from lending.models import Disbursement, JournalEntry
from lending.services import ask_payout, fail_payout, retry_payout, send_payout
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState as S
from tests.factories.accounts import NOON, make_staff
from tests.factories.lending import payout
from tests.lending.stand_ins import Bank


@pytest.fixture
def failed(books_open: dt.date, bank: Bank) -> Disbursement:
    done = send_payout(disbursement_id=payout().public_id, at=NOON)
    bank.refuse(done.reference)
    return ask_payout(disbursement_id=done.public_id, at=NOON)


def test_a_failed_payout_is_back_in_cash(failed: Disbursement) -> None:
    assert (failed.state, failed.failure) == (S.FAILED, "account_closed")
    assert JournalEntry.objects.get(kind="payout_sent_reversed").reverses.kind == "payout_sent"
    assert {row["balance"] for row in trial_balance()} == {Decimal(0)}
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


def test_told_again_that_it_failed_nothing_changes(
    failed: Disbursement, assert_nothing_moved: Any
) -> None:
    assert_nothing_moved()

    fail_payout(reference=failed.reference, reason="again", actor=BANK, at=NOON)


def test_finance_sends_it_again_under_a_new_reference(failed: Disbursement, bank: Bank) -> None:
    before = failed.reference
    officer = make_staff(Role.FINANCE)

    again = retry_payout(
        disbursement_id=failed.public_id, user=officer, at=NOON, reason="account reopened"
    )

    assert again.state == S.INTENDED
    assert again.reference == before.removesuffix("-1") + "-2"
    assert OutboxMessage.objects.filter(topic="bank.payout", key=again.reference).exists()
    done = send_payout(disbursement_id=again.public_id, at=NOON)
    assert done.state == S.SENT
    assert bank.sent == [before, again.reference]
    assert bank.asked == [before], "the new reference was never tried: nothing to ask"
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE])
def test_nobody_else_does(failed: Disbursement, assert_nothing_moved: Any, role: Role) -> None:
    """SC2: separate powers."""
    officer = make_staff(role)
    assert_nothing_moved()

    with pytest.raises(NotAllowed):
        retry_payout(disbursement_id=failed.public_id, user=officer, at=NOON)


def test_only_a_failed_one(books_open: dt.date, bank: Bank, assert_nothing_moved: Any) -> None:
    sent = send_payout(disbursement_id=payout().public_id, at=NOON)
    intended = payout()
    officer = make_staff(Role.FINANCE)
    assert_nothing_moved()

    for disbursement in (sent, intended):
        with pytest.raises(IllegalMove):
            retry_payout(disbursement_id=disbursement.public_id, user=officer, at=NOON)
