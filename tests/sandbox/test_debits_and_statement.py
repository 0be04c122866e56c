"""Direct debits, transfers that come by themselves, and the statement that lists them all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from lending.rails.answers import statement_lines
from lending.rails.errors import BankAnswerUnreadable, BankOutcomeUnknown, BankReferenceConflict
from lending.rails.types import MovementState
from tests.sandbox.conftest import DAY
from tests.sandbox.platform_stub import eventually

QUIET_DAY = dt.date(2032, 2, 29)


def test_a_debit_succeeds_by_callback(bank, platform, reference, order):
    bank.send_debit(**order())

    event = platform.wait_for(reference)[0]
    assert (event["event"], event["paid_on"]) == ("debit.succeeded", "2031-05-06")
    assert bank.debit(reference=reference).state is MovementState.PAID


@pytest.mark.parametrize(
    ("ending", "reason"),
    [("0009", "insufficient_funds"), ("0002", "account_closed"), ("0010", "name_mismatch")],
)
def test_a_debit_that_fails_says_why(bank, platform, reference, order, ending, reason):
    bank.send_debit(**order(ending))

    event = platform.wait_for(reference)[0]
    assert (event["event"], event["reason"]) == ("debit.failed", reason)
    assert bank.debit(reference=reference).reason == reason


def test_want_of_funds_does_not_hinder_a_payout(bank, reference, order):
    bank.send_payout(**order("0009"))

    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)


def test_debits_are_as_safe_to_repeat_as_payouts(bank, hasty_bank, reference, order):
    with pytest.raises(BankOutcomeUnknown):
        hasty_bank.send_debit(**order("0003"))
    first = bank.send_debit(**order("0003"))

    assert bank.send_debit(**order("0003")) == first
    with pytest.raises(BankReferenceConflict):
        bank.send_debit(**order("0003", amount=Decimal("2.00")))


def test_one_reference_may_serve_a_payout_and_a_debit(bank, reference, order):
    payout, debit = bank.send_payout(**order()), bank.send_debit(**order())

    assert payout.bank_reference != debit.bank_reference


def test_the_statement_lists_every_settled_movement_of_its_day(bank, http, reference, order):
    bank.send_payout(**order(on=QUIET_DAY))
    bank.send_debit(**order(on=QUIET_DAY, amount=Decimal("12.30")))
    bank.send_debit(**order("0009", on=QUIET_DAY, reference=f"{reference}-failed"))
    transfer = http.post(
        "/bank/incoming-transfers",
        json={
            "amount": "88.00",
            "payer": '李"雷",\nJr',
            "remark": "还款 LN1",
            "business_date": "2032-02-29",
        },
    )
    assert transfer.status_code == 422  # a line break would break the file
    transfer = http.post(
        "/bank/incoming-transfers",
        json={
            "amount": "88.00",
            "payer": '李"雷", Jr',
            "remark": "还款 LN1",
            "business_date": "2032-02-29",
        },
    )
    eventually(lambda: bank.debit(reference=reference).state, MovementState.PAID)
    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)

    lines = bank.statement(on=QUIET_DAY)

    found = [(line.kind, line.reference, line.direction, line.amount) for line in lines]
    assert found == [
        ("payout", reference, "out", Decimal("1000.00")),
        ("debit", reference, "in", Decimal("12.30")),
        ("incoming_transfer", "", "in", Decimal("88.00")),
    ]
    assert lines[2].bank_reference == transfer.json()["bank_reference"]
    assert (lines[2].counterparty, lines[2].remark) == ('李"雷", Jr', "还款 LN1")
    assert {line.paid_on for line in lines} == {QUIET_DAY}


def test_a_day_without_movements_has_a_heading_only(bank):
    file = bank.statement_file(on=dt.date(2001, 1, 1))

    assert file.decode().splitlines() == [
        "reference,bank_reference,kind,direction,amount,counterparty,paid_on,currency,remark"
    ]
    assert bank.statement(on=dt.date(2001, 1, 1)) == []


def test_a_customer_transfers_on_the_page(http, bank):
    page = http.get("/bank/transfer")
    token = page.text.split('name="form_token" value="')[1].split('"')[0]
    form = {
        "form_token": token,
        "payer": "<b>王</b>",
        "amount": "1.05",
        "remark": "",
        "business_date": "2032-03-01",
    }

    done = http.post("/bank/transfer", data=form, follow_redirects=True)

    receipt = done.url.params["receipt"]
    assert receipt in done.text
    assert "1.05" in done.text
    line = bank.statement(on=dt.date(2032, 3, 1))[-1]
    assert (line.bank_reference, line.counterparty) == (receipt, "<b>王</b>")


def test_the_transfer_page_refuses_a_form_from_elsewhere(http, bank):
    form = {"form_token": "guess", "payer": "x", "amount": "1.05", "business_date": "2032-04-01"}

    refused = http.post("/bank/transfer", data=form)

    assert refused.status_code == 403
    assert bank.statement(on=dt.date(2032, 4, 1)) == []


_HEAD = "reference,bank_reference,kind,direction,amount,counterparty,paid_on"


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"nonsense\r\n",
        f"{_HEAD}\r\nr,b,payout,out,10.00,王,2031-05-06\r\n".encode("gb18030"),
        f"{_HEAD}\r\nr,b,payout,out,10.00,x,2031-05-07\r\n".encode(),
        f"{_HEAD}\r\nr,b,payout,out,10.0".encode(),
        f"{_HEAD}\r\nr,b,payout,out,NaN,x,2031-05-06\r\n".encode(),
        f"{_HEAD}\r\nr,b,payout,sideways,10.00,x,2031-05-06\r\n".encode(),
        f'{_HEAD}\r\nr,b,payout,out,10.00,"x'.encode(),
    ],
)
def test_a_broken_statement_is_refused_whole(file):
    with pytest.raises(BankAnswerUnreadable):
        statement_lines(file, on=DAY)
