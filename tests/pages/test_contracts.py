"""Cost statement, contract, signature and payout by page (RULES P2, XC9)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from core.money import format_amount
from core.transitions import move
from lending.models import Contract, Disbursement
from lending.states import ContractState
from products.quote_figures import figures_of
from tests.factories.lending import MACHINE, contract_in, cost_confirmed, drafted, signed
from tests.lending.stand_ins import CODE


def of(contract: Contract, step: str = "") -> str:
    return f"/contracts/{contract.public_id}/{step}"


def test_statement_holds_every_charge_and_says_nothing_else_is_charged(browser, ama) -> None:
    """RULES P2."""
    contract = drafted(borrower=ama)

    text = browser.get(of(contract)).content.decode()

    figures = figures_of(contract.quote)
    for words in (
        f"{figures.annualised:.2f}%",
        "¥10,000.00",
        format_amount(figures.interest, "CNY"),
        "18.25% a year on what is still owed",
        "Penalty interest",
        "24% a year on overdue principal",
        "Beyond what stands here, nothing will be charged.",
        contract.number,
    ):
        assert words in text, words


def test_statement_is_confirmed_after_its_reading_time_only(browser, ama) -> None:
    """RULES P2: the server counts the seconds, whatever the browser does."""
    contract = drafted(borrower=ama)
    digest = {"digest": contract.cost_statement_digest}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser.get(of(contract))
        clock.shift(dt.timedelta(seconds=3))

        early = browser.post(of(contract, "confirm-costs/"), digest)
        contract.refresh_from_db()
        assert early.status_code == 409
        assert "2 more seconds" in early.content.decode()
        assert contract.state == ContractState.DRAFTED

        clock.shift(dt.timedelta(seconds=2))
        answer = browser.post(of(contract, "confirm-costs/"), digest)

    contract.refresh_from_db()
    assert answer["Location"] == of(contract)
    assert contract.state == ContractState.COST_CONFIRMED


def test_confirming_what_was_never_shown_is_refused(browser, ama) -> None:
    contract = drafted(borrower=ama)

    answer = browser.post(
        of(contract, "confirm-costs/"), {"digest": contract.cost_statement_digest}
    )

    contract.refresh_from_db()
    assert answer.status_code == 409
    assert contract.state == ContractState.DRAFTED


def test_confirming_another_statement_is_refused(browser, ama) -> None:
    contract = drafted(borrower=ama)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser.get(of(contract))
        clock.shift(dt.timedelta(seconds=30))

        answer = browser.post(of(contract, "confirm-costs/"), {"digest": "0" * 64})

    contract.refresh_from_db()
    assert answer.status_code == 409
    assert contract.state == ContractState.DRAFTED


def test_contract_can_be_read_before_it_is_signed(browser, ama) -> None:
    contract = cost_confirmed(borrower=ama)

    answer = browser.get(of(contract, "preview.pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert browser.get(of(contract, "contract.pdf")).status_code == 404


def test_signing_takes_the_code_sent_to_the_phone(
    browser, ama, phone, django_capture_on_commit_callbacks
) -> None:
    """XC9: the button says the amount; the wrong code changes nothing; the right one signs once."""
    contract = cost_confirmed(borrower=ama)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(of(contract, "send-code/"))
    page = browser.get(of(contract)).content.decode()
    assert [to for to, _text in phone.texts] == [ama.phone]
    assert "Sign and borrow <span" in page
    assert "¥10,000.00" in page

    wrong = browser.post(of(contract, "sign/"), {"code": "000000"})
    contract.refresh_from_db()
    assert wrong.status_code == 422
    assert "This code is not right." in wrong.content.decode()
    assert contract.state == ContractState.COST_CONFIRMED

    answer = browser.post(of(contract, "sign/"), {"code": CODE})
    again = browser.post(of(contract, "sign/"), {"code": CODE})

    contract.refresh_from_db()
    assert contract.state == ContractState.SIGNED
    assert answer["Location"] == again["Location"] == of(contract)
    assert Disbursement.objects.filter(contract=contract).count() == 1
    assert contract.signature_evidence["channel"] == "web"
    assert browser.get(of(contract, "contract.pdf")).content.startswith(b"%PDF-")


def test_a_second_code_within_a_minute_is_refused_in_words(browser, ama, phone) -> None:
    contract = cost_confirmed(borrower=ama)
    browser.post(of(contract, "send-code/"))

    again = browser.post(of(contract, "send-code/"))

    assert again.status_code == 429
    assert "Too many codes" in again.content.decode()


def test_signing_is_refused_before_the_statement_is_confirmed(browser, ama, phone) -> None:
    """RULES P2: no signature without a confirmed statement."""
    contract = drafted(borrower=ama)

    browser.post(of(contract, "send-code/"))
    browser.post(of(contract, "sign/"), {"code": CODE})

    contract.refresh_from_db()
    assert contract.state == ContractState.DRAFTED
    assert phone.texts == []


def test_going_back_keeps_the_offer(browser, ama) -> None:
    contract = drafted(borrower=ama)

    answer = browser.post(of(contract, "cancel/"))

    contract.application.refresh_from_db()
    assert contract.application.state == "approved"
    assert answer["Location"] == f"/applications/{contract.application.public_id}/"


@pytest.mark.parametrize("state", list(ContractState))
def test_every_state_has_a_page(sign_in, state) -> None:
    contract = contract_in(state)

    assert sign_in(contract.borrower).get(of(contract)).status_code == 200


def test_payout_is_followed_until_it_arrives_or_fails(browser, ama) -> None:
    contract = signed(borrower=ama)
    disbursement = Disbursement.objects.get(contract=contract)
    waiting = browser.get(of(contract)).content.decode()
    assert "Handing the payout to the bank" in waiting
    assert 'http-equiv="refresh"' in waiting

    move(disbursement, "send", actor=MACHINE, at=timezone.now(), bank_reference="B1")
    assert "On its way to ICBC **** 0001" in browser.get(of(contract)).content.decode()

    move(disbursement, "fail", actor=MACHINE, at=timezone.now(), failure="account_closed")
    failed = browser.get(of(contract)).content.decode()
    assert "Your bank says that the account is closed." in failed
    assert "Nothing was paid and no interest runs." in failed
    assert 'http-equiv="refresh"' not in failed
