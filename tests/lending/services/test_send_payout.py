"""Money leaves at most once: every way in which a line can be cut, and what is asked afterwards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.coherence import run_checks
from core.errors import NotFound
from lending.errors import BankDown, PayoutContradicted
from lending.ledger.balances import trial_balance
from lending.models import Disbursement, JournalEntry, Loan
from lending.rails.errors import BankReferenceConflict, BankReferenceUnknown, BankRefused
from lending.rails.types import MovementState
from lending.services import ask_payout, chase_payouts, confirm_payout, send_payout
from lending.services.hand_over_payout import BANK
from lending.states import DisbursementState as S
from tests.factories.accounts import NOON
from tests.factories.lending import payout
from tests.lending.stand_ins import UNREACHABLE, Bank, silence

LATER = NOON + dt.timedelta(minutes=5)


def send(disbursement: Disbursement, *, at: dt.datetime = NOON) -> Disbursement:
    return send_payout(disbursement_id=disbursement.public_id, at=at)


def ask(disbursement: Disbursement, *, at: dt.datetime = LATER) -> Disbursement:
    return ask_payout(disbursement_id=disbursement.public_id, at=at)


def in_transit() -> Decimal:
    rows = {row["account"]: row["balance"] for row in trial_balance()}
    return Decimal(str(rows.get("in_transit", 0)))


def assert_books_agree() -> None:
    assert [r.id for r in run_checks(deep=True, only="lending.") if not r.ok] == []


@pytest.fixture
def disbursement(books_open: dt.date) -> Disbursement:
    return payout()


def test_hands_the_order_over_under_our_reference(disbursement: Disbursement, bank: Bank) -> None:
    done = send(disbursement)

    assert done.state == S.SENT
    assert done.bank_reference == f"B-{disbursement.reference}"
    assert bank.sent == [disbursement.reference]
    assert in_transit() == Decimal(10000)
    assert_books_agree()


def test_told_twice_it_sends_once(disbursement: Disbursement, bank: Bank) -> None:
    send(disbursement)
    send(disbursement)

    assert bank.sent == [disbursement.reference]
    assert JournalEntry.objects.filter(kind="payout_sent").count() == 1


def test_a_line_cut_after_the_order_leaves_the_outcome_unknown(
    disbursement: Disbursement, bank: Bank
) -> None:
    """Timeout or 5xx: asked by reference, never sent again."""
    bank.after = silence(disbursement.reference)

    done = send(disbursement)

    assert done.state == S.UNKNOWN
    assert in_transit() == Decimal(10000)
    assert_books_agree()
    bank.after = None
    bank.settle(disbursement.reference)
    done = ask(done)
    assert done.state == S.PAID
    assert bank.sent == [disbursement.reference]
    assert Loan.objects.get(contract=done.contract).principal == Decimal(10000)
    assert in_transit() == 0
    assert_books_agree()


def test_a_line_cut_before_the_order_is_sent_again_after_asking(
    disbursement: Disbursement, bank: Bank
) -> None:
    bank.before = silence(disbursement.reference)
    done = send(disbursement)
    assert done.state == S.UNKNOWN
    bank.before = None

    done = ask(done)

    assert done.state == S.SENT
    assert bank.asked == [disbursement.reference]
    assert bank.sent == [disbursement.reference] * 2
    assert list(bank.orders) == [disbursement.reference], "one reference: one payout"
    assert JournalEntry.objects.filter(kind="payout_sent").count() == 1
    assert_books_agree()


def test_an_unreached_bank_leaves_the_intent(disbursement: Disbursement, bank: Bank) -> None:
    bank.before = UNREACHABLE

    with pytest.raises(BankDown):
        send(disbursement)

    disbursement.refresh_from_db()
    assert disbursement.state == S.INTENDED
    assert not JournalEntry.objects.exists()
    bank.before = None
    assert send(disbursement, at=LATER).state == S.SENT
    assert bank.asked == [disbursement.reference], "an attempt was made: ask before sending"


def test_a_process_that_died_while_sending_asks_before_it_sends(
    disbursement: Disbursement, bank: Bank
) -> None:
    """The recovery point is committed before any byte leaves."""

    class Killed(BaseException):
        pass

    bank.after = Killed()  # type: ignore[assignment]
    with pytest.raises(Killed):
        send(disbursement)
    disbursement.refresh_from_db()
    assert (disbursement.state, disbursement.attempts) == (S.INTENDED, 1)
    bank.after = None
    bank.settle(disbursement.reference)

    done = send(disbursement, at=LATER)

    assert done.state == S.PAID
    assert bank.sent == [disbursement.reference]
    assert_books_agree()


def test_the_doorbell_follows_up_what_nobody_finished(
    disbursement: Disbursement, bank: Bank
) -> None:
    bank.after = silence()
    send(disbursement)
    bank.settle(disbursement.reference)
    assert chase_payouts(NOON) == 0, "not at once"

    assert chase_payouts(LATER) == 1

    disbursement.refresh_from_db()
    assert disbursement.state == S.PAID
    assert chase_payouts(LATER + dt.timedelta(days=1)) == 0


def test_one_that_stays_unclear_keeps_nobody_waiting(
    disbursement: Disbursement, bank: Bank
) -> None:
    other = payout()
    for each in (disbursement, other):
        send(each)
    bank.orders[disbursement.reference]["amount"] = Decimal("1.00")
    bank.settle(other.reference)

    assert chase_payouts(LATER) == 2

    other.refresh_from_db()
    disbursement.refresh_from_db()
    assert (disbursement.state, other.state) == (S.SENT, S.PAID)
    assert disbursement.ask_again_at > LATER


def test_questions_grow_rarer(disbursement: Disbursement, bank: Bank) -> None:
    send(disbursement)
    waits = []
    for _ in range(12):
        disbursement.refresh_from_db()
        at = disbursement.ask_again_at
        ask(disbursement, at=at)
        disbursement.refresh_from_db()
        waits.append(disbursement.ask_again_at - at)

    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(hours=1)


def test_a_callback_before_the_answer_stands(disbursement: Disbursement, bank: Bank) -> None:
    def arrive(reference: str) -> None:
        confirm_payout(
            reference=reference,
            bank_reference="B",
            paid_on=NOON.date(),
            amount=Decimal(10000),
            currency="CNY",
            actor=BANK,
            at=NOON,
        )

    bank.on_take = arrive

    done = send(disbursement)

    assert done.state == S.PAID
    assert Loan.objects.count() == 1
    assert in_transit() == 0
    assert_books_agree()


def test_a_callback_before_a_lost_answer_stands(disbursement: Disbursement, bank: Bank) -> None:
    bank.on_take = lambda reference: confirm_payout(
        reference=reference, bank_reference="B", paid_on=NOON.date(), actor=BANK, at=NOON
    )
    bank.after = silence()

    assert send(disbursement).state == S.PAID


def test_a_plain_refusal_fails_it_with_nothing_booked(
    disbursement: Disbursement, bank: Bank
) -> None:
    bank.before = BankRefused("no", status=422, reason="account_closed")

    done = send(disbursement)

    assert (done.state, done.failure) == (S.FAILED, "account_closed")
    assert not JournalEntry.objects.exists()
    assert_books_agree()


@pytest.mark.parametrize("status", [401, 403, 408, 425, 429])
def test_a_gate_that_is_closed_to_us_fails_nobodys_payout(
    disbursement: Disbursement, bank: Bank, status: int
) -> None:
    bank.before = BankRefused("gate", status=status, reason="")

    with pytest.raises(BankDown):
        send(disbursement)

    disbursement.refresh_from_db()
    assert disbursement.state == S.INTENDED


def test_a_reference_the_bank_knows_otherwise_is_asked_about(
    disbursement: Disbursement, bank: Bank
) -> None:
    bank.before = BankReferenceConflict("other content", status=409, reason="reference_conflict")

    assert send(disbursement).state == S.UNKNOWN


def test_another_amount_at_the_bank_is_for_people(disbursement: Disbursement, bank: Bank) -> None:
    send(disbursement)
    bank.settle(disbursement.reference)
    bank.orders[disbursement.reference]["amount"] = Decimal("9000.00")

    with pytest.raises(PayoutContradicted):
        ask(disbursement)

    disbursement.refresh_from_db()
    assert disbursement.state == S.SENT
    assert not Loan.objects.exists()


def test_the_bank_forgetting_an_order_raises_doubt_before_a_second_one(
    disbursement: Disbursement, bank: Bank
) -> None:
    send(disbursement)
    bank.orders.clear()

    assert ask(disbursement).state == S.UNKNOWN
    assert bank.sent == [disbursement.reference]
    assert ask(disbursement, at=LATER + dt.timedelta(hours=1)).state == S.SENT
    assert_books_agree()


def test_a_deaf_bank_changes_nothing(disbursement: Disbursement, bank: Bank) -> None:
    send(disbursement)
    bank.deaf = UNREACHABLE

    with pytest.raises(BankDown):
        ask(disbursement)

    disbursement.refresh_from_db()
    assert disbursement.state == S.SENT
    assert disbursement.ask_again_at > LATER


def test_finished_payouts_are_not_asked_about(disbursement: Disbursement, bank: Bank) -> None:
    send(disbursement)
    bank.settle(disbursement.reference)
    ask(disbursement)
    bank.asked.clear()

    assert ask(disbursement).state == S.PAID
    assert bank.asked == []
    assert bank.orders[disbursement.reference]["state"] == MovementState.PAID


def test_an_unknown_payout_is_not_asked_about(books_open: dt.date, bank: Bank) -> None:
    with pytest.raises(NotFound):
        ask_payout(disbursement_id="dis_of_nobody", at=NOON)

    assert bank.asked == []


def test_a_second_silence_only_puts_the_question_off(
    disbursement: Disbursement, bank: Bank
) -> None:
    bank.before = silence()
    first = send(disbursement)

    again = ask(first)

    assert again.state == S.UNKNOWN
    assert again.ask_again_at > LATER
    assert JournalEntry.objects.filter(kind="payout_sent").count() == 1


@pytest.mark.parametrize("error", [UNREACHABLE, BankReferenceUnknown("x", status=404, reason="")])
def test_a_callback_during_the_question_stands(
    disbursement: Disbursement, bank: Bank, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bank calls back while we ask: its word stands, and nothing is sent again."""
    bank.before = silence()
    send(disbursement)
    bank.before = None

    def answer(*, reference: str) -> None:
        confirm_payout(
            reference=reference, bank_reference="B", paid_on=NOON.date(), actor=BANK, at=NOON
        )
        raise error

    monkeypatch.setattr(bank, "payout", answer)

    try:
        ask(disbursement)
    except BankDown:
        assert error is UNREACHABLE

    disbursement.refresh_from_db()
    assert (disbursement.state, disbursement.ask_again_at) == (S.PAID, None)
    assert bank.sent == [disbursement.reference]
    assert_books_agree()
