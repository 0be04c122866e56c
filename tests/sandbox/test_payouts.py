"""Payouts at the sandbox bank, and how the platform's client tells what may have happened."""

from __future__ import annotations

import dataclasses
import time
from decimal import Decimal

import pytest

from lending.rails.bank_client import BankClient
from lending.rails.errors import (
    BankOutcomeUnknown,
    BankReferenceConflict,
    BankReferenceUnknown,
    BankRefused,
    BankUnreachable,
)
from lending.rails.types import BankAccount, MovementState
from tests.sandbox.conftest import DAY
from tests.sandbox.platform_stub import KEY_ID, SECRET, eventually


def test_pays_and_calls_back_with_the_platforms_business_date(bank, platform, reference, order):
    accepted = bank.send_payout(**order())

    event = platform.wait_for(reference)[0]
    assert event["event"] == "payout.paid"
    assert event["bank_reference"] == accepted.bank_reference
    assert (event["amount"], event["paid_on"], event["reason"]) == ("1000.00", "2031-05-06", None)
    payout = bank.payout(reference=reference)
    assert (payout.state, payout.paid_on) == (MovementState.PAID, DAY)
    assert (payout.amount, payout.currency) == (Decimal("1000.00"), "CNY")


def test_any_other_account_behaves_as_ok(bank, platform, reference, order):
    bank.send_payout(**order("4711"))

    assert platform.wait_for(reference)[0]["event"] == "payout.paid"


def test_a_repeated_reference_gives_the_same_answer_and_pays_once(bank, platform, reference, order):
    first = bank.send_payout(**order())
    platform.wait_for(reference)
    again = bank.send_payout(**order())

    assert again == first
    time.sleep(0.1)
    assert len(platform.events(reference)) == 1
    lines = [line for line in bank.statement(on=DAY) if line.reference == reference]
    assert len(lines) == 1


def test_a_reference_repeated_a_business_day_later_is_the_same_payout(bank, reference, order):
    first = bank.send_payout(**order())
    again = bank.send_payout(**order(on=DAY.replace(day=7)))

    assert again == first
    eventually(lambda: bank.payout(reference=reference).paid_on, DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("1000.01")},
        {"currency": "USD"},
        {"account": BankAccount(number="9990001", bank="ICBC", holder="王小明")},
        {"purpose": "something else"},
    ],
)
def test_a_reference_with_other_content_is_a_conflict(bank, reference, order, changes):
    bank.send_payout(**order())

    with pytest.raises(BankReferenceConflict) as refusal:
        bank.send_payout(**order(**changes))

    assert (refusal.value.status, refusal.value.reason) == (409, "reference_conflict")
    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)
    assert bank.payout(reference=reference).amount == Decimal("1000.00")


@pytest.mark.parametrize(
    ("ending", "reason"), [("0002", "account_closed"), ("0010", "name_mismatch")]
)
def test_a_payout_that_fails_says_why(bank, platform, reference, order, ending, reason):
    bank.send_payout(**order(ending))

    event = platform.wait_for(reference)[0]
    assert (event["event"], event["reason"]) == ("payout.failed", reason)
    assert event["paid_on"] is None
    payout = bank.payout(reference=reference)
    assert (payout.state, payout.reason) == (MovementState.FAILED, reason)
    assert reference not in {line.reference for line in bank.statement(on=DAY)}


def test_a_time_out_after_success_is_an_unknown_outcome(
    bank, hasty_bank, platform, reference, order
):
    with pytest.raises(BankOutcomeUnknown) as unknown:
        hasty_bank.send_payout(**order("0003"))

    assert unknown.value.reference == reference
    platform.wait_for(reference)
    assert bank.payout(reference=reference).state is MovementState.PAID
    repeated = bank.send_payout(**order("0003"))
    assert repeated.bank_reference == bank.payout(reference=reference).bank_reference


def test_a_line_cut_without_an_answer_is_an_unknown_outcome(bank, reference, order):
    with pytest.raises(BankOutcomeUnknown):
        bank.send_payout(**order("0003"))

    assert bank.payout(reference=reference).state is MovementState.PAID


def test_a_500_after_success_is_an_unknown_outcome(bank, platform, reference, order):
    with pytest.raises(BankOutcomeUnknown):
        bank.send_payout(**order("0004"))

    assert platform.wait_for(reference)[0]["event"] == "payout.paid"
    assert bank.payout(reference=reference).state is MovementState.PAID


def test_a_late_callback_comes_after_the_money(bank, platform, reference, order):
    sent_at = time.monotonic()
    bank.send_payout(**order("0005"))

    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)
    assert platform.events(reference) == []
    platform.wait_for(reference)
    assert platform.arrived_at(reference) - sent_at > 0.45


def test_a_callback_comes_twice_with_one_event_id(bank, platform, reference, order):
    bank.send_payout(**order("0006"))

    first, second = platform.wait_for(reference, count=2)
    assert first == second


def test_a_callback_comes_before_the_answer(bank, platform, reference, order):
    bank.send_payout(**order("0007"))
    answered_at = time.monotonic()

    assert platform.arrived_at(reference) < answered_at
    time.sleep(0.1)
    assert len(platform.events(reference)) == 1


def test_an_account_that_never_calls_back_can_be_asked(bank, platform, reference, order):
    bank.send_payout(**order("0008"))

    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)
    time.sleep(0.1)
    assert platform.events(reference) == []


def test_a_callback_is_repeated_until_it_is_accepted(bank, platform, reference, order):
    platform.answers[reference] = [500, 404, 302]

    bank.send_payout(**order())

    events = platform.wait_for(reference, count=4)
    assert len({event["event_id"] for event in events}) == 1
    time.sleep(0.3)
    assert len(platform.events(reference)) == 4


def test_an_unknown_reference_is_named_as_such(bank):
    with pytest.raises(BankReferenceUnknown) as unknown:
        bank.payout(reference="never-sent")

    assert unknown.value.status == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal("-1.00")}, "amount"),
        ({"amount": Decimal("0.00")}, "amount"),
        ({"amount": Decimal("1.001")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"currency": "XXX"}, "currency"),
        ({"reference": "with blank"}, "reference"),
        ({"account": BankAccount(number="x", bank="b", holder="h")}, "account"),
        ({"account": BankAccount(number="6222020000001", bank="b", holder="")}, "account"),
    ],
)
def test_refuses_impossible_orders(bank, order, changes, field):
    with pytest.raises(BankRefused) as refusal:
        bank.send_payout(**order(**changes))

    assert (refusal.value.status, refusal.value.reason) == (422, "invalid_field")


def test_a_bank_that_is_not_there_is_unreachable(order):
    # Port 1 is never open for us.
    with BankClient(base_url="http://127.0.0.1:1", key_id=KEY_ID, secret=SECRET) as nobody:
        with pytest.raises(BankUnreachable):
            nobody.send_payout(**order())
        with pytest.raises(BankUnreachable):
            nobody.payout(reference="any")


def test_account_checks_answer_by_the_last_digits(bank):
    good = bank.check_account(number="6222020000010001", holder="王小明")
    other = bank.check_account(number="6222 0200 0001 0010", holder="王小明")
    closed = bank.check_account(number="6222020000010002", holder="王小明", phone="13800000001")

    assert (good.is_match, good.reason) == (True, None)
    assert (other.is_match, other.reason) == (False, "name_mismatch")
    assert (closed.is_match, closed.reason) == (False, "account_closed")


def test_account_numbers_stay_out_of_logs():
    account = BankAccount(number="6222020000010001", bank="ICBC", holder="王小明")

    assert "6222" not in repr(account)
    assert "王" not in repr(account)
    assert dataclasses.asdict(account)["number"] == "6222020000010001"
