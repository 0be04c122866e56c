"""The public check of a contract: one changed byte is found, no personal data is shown (XC9)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.documents.store import read_document
from lending.models import Contract
from tests.factories.lending import cost_confirmed
from tests.lending.stand_ins import CODE

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def contract(browser, ama, phone) -> Contract:
    found = cost_confirmed(borrower=ama)
    browser.post(f"/contracts/{found.public_id}/send-code/")
    browser.post(f"/contracts/{found.public_id}/sign/", {"code": CODE})
    return Contract.objects.select_related("document", "borrower").get(pk=found.pk)


def check(body: bytes) -> str:
    upload = SimpleUploadedFile("contract.pdf", body, "application/pdf")
    answer = Client(headers=ENGLISH).post("/verify/", {"document": upload})
    assert answer.status_code == 200
    return answer.content.decode()


def test_genuine_contract_is_vouched_for_without_personal_data(contract: Contract) -> None:
    text = check(read_document(contract.document))

    assert "Genuine and unchanged" in text
    assert contract.number in text
    for private in (contract.borrower.name, contract.borrower.resident_id, "10,000"):
        assert private not in text


def test_one_changed_byte_is_found(contract: Contract) -> None:
    body = bytearray(read_document(contract.document))
    body[len(body) // 2] ^= 1

    assert "We cannot vouch for this file" in check(bytes(body))


@pytest.mark.parametrize("body", [b"%PDF-1.7 nonsense", b"hello", b"%PDF-1.7\n%%EOF"])
def test_any_other_file_is_answered_calmly(body: bytes) -> None:
    assert "We cannot vouch for this file" in check(body)


def test_number_of_a_signed_contract_is_known(contract: Contract) -> None:
    """A contract's QR code leads here."""
    text = Client(headers=ENGLISH).get("/verify/", {"number": contract.number}).content.decode()

    assert "There is a signed contract with this number" in text
    assert contract.document.sha256 in text
    assert contract.borrower.name not in text


def test_number_of_an_unsigned_contract_is_not(ama) -> None:
    found = cost_confirmed(borrower=ama)

    text = Client(headers=ENGLISH).get("/verify/", {"number": found.number}).content.decode()

    assert "No signed contract has this number" in text


def test_nothing_handed_in_is_said_so() -> None:
    answer = Client(headers=ENGLISH).post("/verify/", {})

    assert answer.status_code == 422
    assert "choose a file or enter a number" in answer.content.decode()
