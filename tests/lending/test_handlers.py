from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.errors import BankCheckUnavailable
from accounts.events import BorrowersJoined
from accounts.services import remove_bank_account
from accounts.types import AccountAnswer
from core.day_end import StepResult
from core.models import OutboxMessage
from core.outbox import deliver_due
from lending.errors import BankAccountInUse, CallbackUnknown
from lending.handlers import expire_offers_step, move_rows_of_joined_borrower
from lending.models import Application, Contract, Disbursement
from lending.rails.account_checker import check_account_holder
from lending.rails.callbacks import handler_of
from lending.rails.types import AccountCheck, BankEventKind
from lending.services import confirm_payout
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState as S
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import (
    MACHINE,
    approved,
    cost_confirmed,
    draft,
    drafted,
    payout,
    signed,
)
from tests.lending.stand_ins import UNREACHABLE, Bank, silence

HOUR = dt.timedelta(hours=1)


def test_the_outbox_sends_the_payout(books_open: dt.date, bank: Bank) -> None:
    disbursement = payout()

    assert deliver_due(at=NOON, topic="bank.payout") == 1

    disbursement.refresh_from_db()
    assert disbursement.state == S.SENT
    assert deliver_due(at=NOON + HOUR, topic="bank.payout") == 0


def test_an_unreached_bank_is_tried_again_by_the_outbox(books_open: dt.date, bank: Bank) -> None:
    disbursement = payout()
    bank.before = UNREACHABLE
    deliver_due(at=NOON, topic="bank.payout")
    message = OutboxMessage.objects.get(topic="bank.payout")
    assert (message.delivered_at, message.last_error) == (None, "bank_down")
    bank.before = None

    deliver_due(at=NOON + HOUR, topic="bank.payout")

    disbursement.refresh_from_db()
    assert disbursement.state == S.SENT
    assert bank.sent == [disbursement.reference] * 2


def test_an_unknown_outcome_is_no_longer_the_outboxs_matter(
    books_open: dt.date, bank: Bank
) -> None:
    disbursement = payout()
    bank.after = silence()

    assert deliver_due(at=NOON, topic="bank.payout") == 1
    assert deliver_due(at=NOON + HOUR, topic="bank.payout") == 0
    assert bank.sent == [disbursement.reference]


def remove(owner: Application | Contract) -> None:
    remove_bank_account(
        borrower_id=owner.borrower.public_id,
        account_id=owner.bank_account.public_id,
        actor=owner.borrower.as_actor(),
        at=NOON,
    )


@pytest.mark.parametrize("make", [approved, drafted, cost_confirmed, signed])
def test_an_account_under_way_stays(books_open: dt.date, make: Any) -> None:
    made = make()

    with pytest.raises(BankAccountInUse):
        remove(made)

    made.bank_account.refresh_from_db()
    assert made.bank_account.removed_at is None


def test_an_account_that_has_done_its_work_may_go(books_open: dt.date) -> None:
    contract = signed()
    disbursement = Disbursement.objects.get(contract=contract)
    confirm_payout(
        reference=disbursement.reference,
        bank_reference="B",
        paid_on=NOON.date(),
        actor=BANK,
        at=NOON,
    )

    remove(contract)
    remove(draft())


def test_rows_follow_a_person_who_was_two(books_open: dt.date) -> None:
    """XC4"""
    contract, kept = signed(), make_borrower()

    move_rows_of_joined_borrower(BorrowersJoined(kept_id=kept.pk, gone_id=contract.borrower_id))

    assert Contract.objects.get(pk=contract.pk).borrower == kept
    assert Application.objects.get(pk=contract.application_id).borrower == kept


def test_the_day_end_expires_offers(books_open: dt.date) -> None:
    application = approved()

    assert expire_offers_step([], books_open, MACHINE) == StepResult(loans=0, rows=0)
    assert expire_offers_step([], application.offer_expires_on, MACHINE).rows == 1


def test_what_the_bank_contradicts_waits_for_people(books_open: dt.date, bank: Bank) -> None:
    disbursement = payout()
    bank.before = UNREACHABLE
    deliver_due(at=NOON, topic="bank.payout")
    bank.before = None
    bank.send_payout(reference=disbursement.reference, amount=Decimal(1), currency="CNY")

    deliver_due(at=NOON + HOUR, topic="bank.payout")

    message = OutboxMessage.objects.get(topic="bank.payout")
    assert message.delivered_at is None
    assert message.last_error.startswith("payout_contradicted")


def test_the_bank_is_asked_about_an_account_holder(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"number": "62220001", "holder": "王小明", "resident_id": "", "phone": ""}
    bank.check_account = lambda **facts: AccountCheck(is_match=False, reason="account_closed")

    assert check_account_holder(**asked) == AccountAnswer(is_match=False, reason="account_closed")


def test_a_bank_that_gives_no_answer_is_said_to_be_away(bank: Bank) -> None:
    def no_answer(**facts: Any) -> None:
        raise UNREACHABLE

    bank.check_account = no_answer

    with pytest.raises(BankCheckUnavailable):
        check_account_holder(number="1", holder="x", resident_id="", phone="")


def test_a_kind_of_callback_that_nobody_handles_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lending.rails.callbacks._handlers", {})

    with pytest.raises(CallbackUnknown):
        handler_of(BankEventKind.PAYOUT_PAID)
