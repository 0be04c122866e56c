from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.calendar.business_date import set_open_date
from core.documents.institution_seal import trust_roots
from core.documents.store import read_document
from core.documents.verify import verify_pdf
from core.errors import NotFound
from core.models import Document, OneTimeCode, OutboxMessage
from core.notifications import CodeExpired, CodeWrong, TooManyTries
from lending.errors import (
    AlreadySigned,
    CostStatementChanged,
    CostStatementNotConfirmed,
    OfferExpired,
)
from lending.models import Contract, Disbursement, JournalEntry
from lending.services import send_signing_code, sign_contract
from lending.states import ContractState, DisbursementState
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, cost_confirmed, drafted, signed
from tests.lending.stand_ins import CODE, Phone

EVIDENCE = {"ip_address": "192.0.2.7", "user_agent": "phone", "channel": "web"}


def send_code(contract: Contract, *, at: dt.datetime = NOON) -> None:
    send_signing_code(contract_id=contract.public_id, actor=applicant(contract), at=at)


def sign(contract: Contract, *, code: str = CODE, at: dt.datetime = NOON) -> Contract:
    return sign_contract(
        contract_id=contract.public_id,
        code=code,
        actor=applicant(contract),
        at=at,
        evidence=EVIDENCE,
    )


def test_signs_seals_stores_and_intends_the_payout(books_open: dt.date, phone: Phone) -> None:
    """RULES D18; P2: the sealed file holds the confirmed statement's digest."""
    contract = cost_confirmed()
    send_code(contract)

    done = sign(contract)

    assert (done.state, done.signed_at, done.signed_on) == (ContractState.SIGNED, NOON, books_open)
    sealed = read_document(done.document)
    verdict = verify_pdf(sealed, trust_roots=trust_roots(at=NOON))
    assert verdict.valid, verdict.problems
    assert done.document.owner == done.borrower.public_id
    assert done.signature_evidence["ip_address"] == "192.0.2.7"
    assert CODE not in str(done.signature_evidence)
    disbursement = Disbursement.objects.get(contract=done)
    assert (disbursement.state, disbursement.amount) == (DisbursementState.INTENDED, done.amount)
    message = OutboxMessage.objects.get(topic="bank.payout")
    assert message.key == disbursement.reference
    assert message.payload["disbursement"] == disbursement.public_id
    assert not JournalEntry.objects.exists(), "nothing is booked before anything leaves"


def test_a_second_signature_is_told_so(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    contract = signed()
    assert_nothing_moved()

    with pytest.raises(AlreadySigned) as refusal:
        sign(contract)

    assert refusal.value.code == "already_signed"
    with pytest.raises(AlreadySigned):
        send_code(contract)


def test_no_signature_without_a_confirmed_statement(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    """RULES P2"""
    contract = drafted()
    assert_nothing_moved()

    with pytest.raises(CostStatementNotConfirmed):
        send_code(contract)
    with pytest.raises(CostStatementNotConfirmed):
        sign(contract)


def test_a_wrong_code_signs_nothing(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    contract = cost_confirmed()
    send_code(contract)
    assert_nothing_moved()

    with pytest.raises(CodeWrong):
        sign(contract, code="000000")

    assert not Document.objects.filter(kind="contract").exists()


def test_five_wrong_tries_end_the_code(books_open: dt.date, phone: Phone) -> None:
    contract = cost_confirmed()
    send_code(contract)
    OneTimeCode.objects.update(tries_left=0)

    with pytest.raises(TooManyTries):
        sign(contract)


def test_a_code_is_good_for_its_own_contract_only(books_open: dt.date, phone: Phone) -> None:
    borrower = make_borrower()
    one, other = cost_confirmed(borrower=borrower), cost_confirmed(borrower=borrower)
    send_code(one)

    with pytest.raises(CodeExpired):
        sign(other)

    assert sign(one).state == ContractState.SIGNED


def test_an_old_code_is_refused(books_open: dt.date, phone: Phone) -> None:
    contract = cost_confirmed()
    send_code(contract)

    with pytest.raises(CodeExpired):
        sign(contract, at=NOON + dt.timedelta(minutes=5, seconds=1))


def test_an_expired_offer_is_not_signed(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    contract = cost_confirmed()
    send_code(contract)
    set_open_date(on=contract.application.offer_expires_on + dt.timedelta(days=1))
    assert_nothing_moved()

    with pytest.raises(OfferExpired):
        sign(contract)


def test_a_stranger_signs_nothing(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    contract, stranger = cost_confirmed(), make_borrower()
    send_code(contract)
    assert_nothing_moved()

    with pytest.raises(NotFound):
        sign_contract(
            contract_id=contract.public_id,
            code=CODE,
            actor=stranger.as_actor(),
            at=NOON,
            evidence=EVIDENCE,
        )


def test_a_statement_that_changed_after_it_was_confirmed_is_not_signed(
    books_open: dt.date, phone: Phone, assert_nothing_moved: Any
) -> None:
    """RULES P2: the digest must match what was shown."""
    contract = cost_confirmed()
    send_code(contract)
    contract.refresh_from_db()
    contract.quote["cost_statement"]["annualised_cost"] = "1.0000"
    contract.save()
    assert_nothing_moved()

    with pytest.raises(CostStatementChanged):
        sign(contract)
