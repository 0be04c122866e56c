"""Sealing and checking (RULES D18): any change of signature or text can be seen, and checking never breaks."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter

from core.documents import render
from core.documents.certificates import KeyFiles, create_institution_keys
from core.documents.errors import EvidenceMismatch, SigningFailed
from core.documents.evidence import SigningEvidence, sha256_of
from core.documents.sign import sign_pdf
from core.documents.verify import PROBLEM_TEXTS, Problem, verify_pdf

FROM = datetime(2026, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 22, 6, 3, 5, tzinfo=UTC)
TEMPLATE = Path(__file__).parent / "sealed_page.typ"


def make_keys(directory, institution):
    files = KeyFiles(
        authority=directory / "authority.p12",
        seal=directory / "seal.p12",
        trust_root=directory / "authority.pem",
    )
    return create_institution_keys(
        files=files, institution=institution, passphrase="s3cret", at=FROM
    )


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return make_keys(tmp_path_factory.mktemp("ours"), "贷匠消费金融有限公司")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return make_keys(tmp_path_factory.mktemp("theirs"), "贷匠消费金融有限公司")


@pytest.fixture(scope="module")
def document():
    return render.render_pdf(template=TEMPLATE, data={"text": "借款合同"}, created_at=AT)


@pytest.fixture(scope="module")
def evidence(document):
    return SigningEvidence(
        document_sha256=sha256_of(document),
        contract_number="LW-1",
        phone_masked="138****5678",
        code_hash="ab" * 32,
        code_sent_at=AT,
        confirmed_at=AT,
        ip_address="203.0.113.9",
    )


@pytest.fixture(scope="module")
def sealed(document, key, evidence):
    return sign_pdf(document, key=key, reason="签订借款合同", at=AT, evidence=evidence)


def check(pdf, key):
    return verify_pdf(pdf, trust_roots=key.chain)


def flipped(pdf, position):
    changed = bytearray(pdf)
    changed[position] ^= 0x01
    return bytes(changed)


def test_a_sealed_document_is_valid_and_says_who_and_when(sealed, key):
    verdict = check(sealed, key)

    assert verdict.valid
    assert verdict.problems == ()
    assert verdict.signer == "贷匠消费金融有限公司"
    assert verdict.signed_at == AT


def test_the_evidence_lies_under_the_seal(sealed, key, document):
    evidence = check(sealed, key).evidence

    assert evidence["contract_number"] == "LW-1"
    assert evidence["confirmed_at"] == AT.isoformat()
    assert evidence["document_sha256"] == sha256_of(document)
    assert evidence["document_length"] == len(document)
    assert "evidence.json" in PdfReader(io.BytesIO(sealed)).attachments


def test_the_sealed_file_begins_with_the_confirmed_bytes(sealed, document):
    assert sealed.startswith(document)


def test_the_seal_is_visible_at_its_place(sealed, document):
    (widget,) = (
        annotation.get_object()
        for annotation in PdfReader(io.BytesIO(sealed)).pages[0]["/Annots"]
        if annotation.get_object()["/Subtype"] == "/Widget"
    )
    place = PdfReader(io.BytesIO(document)).named_destinations["seal"]
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])

    assert left == pytest.approx(float(place["/Left"]), abs=1)
    assert 0 < float(place["/Top"]) - top < 25
    assert right - left > 100
    assert top - bottom > 50
    assert "/N" in widget["/AP"]


def test_a_document_without_a_place_is_sealed_invisibly(key):
    plain = render.render_pdf(
        template=Path(render.__file__).parent / "seal.typ",
        data={
            "owner": "x", "signed_at": "x", "reason": "x", "serial": "x", "width": 210, "height": 72,
        },
        created_at=AT,
    )  # fmt: skip

    assert check(sign_pdf(plain, key=key, reason="出具", at=AT), key).valid


def test_refuses_to_seal_other_bytes_than_were_confirmed(document, key, evidence):
    other = replace(evidence, document_sha256=sha256_of(b"another contract"))

    with pytest.raises(EvidenceMismatch):
        sign_pdf(document, key=key, reason="签订借款合同", at=AT, evidence=other)


@pytest.mark.parametrize("broken", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_refuses_to_seal_what_is_no_pdf(broken, key):
    with pytest.raises(SigningFailed):
        sign_pdf(broken, key=key, reason="签订借款合同", at=AT)


def test_a_flipped_byte_anywhere_is_found(sealed, key):
    """Sixty places: text, structure, certificate, evidence and the signature itself."""
    survivors = [
        position
        for position in range(0, len(sealed), max(len(sealed) // 60, 1))
        if check(flipped(sealed, position), key).valid
    ]

    assert survivors == []


def test_a_changed_letter_case_or_filling_within_the_signature_is_found(sealed, key):
    """The signature's room is outside every hash, so it is compared byte by byte."""
    start = sealed.rindex(b"/Contents")
    letter = next(at for at in range(start + 20, len(sealed)) if sealed[at : at + 1] in b"ABCDEF")
    filling = sealed.rindex(b"0000>")

    for position, byte in ((letter, sealed[letter] | 0x20), (filling, ord("1"))):
        changed = bytearray(sealed)
        changed[position] = byte
        assert Problem.ALTERED in check(bytes(changed), key).problems


def test_another_authority_is_not_trusted(sealed, stranger):
    """The stranger's authority even bears the same name."""
    verdict = check(sealed, stranger)

    assert not verdict.valid
    assert verdict.problems == (Problem.UNTRUSTED,)


def test_no_trust_roots_trust_nobody(sealed):
    assert verify_pdf(sealed, trust_roots=()).problems == (Problem.UNTRUSTED,)


def test_an_appended_page_is_found(sealed, key):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    pages = writer.root["/Pages"]
    pages["/Kids"].append(page)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)
    output = io.BytesIO()
    writer.write(output)

    assert check(output.getvalue(), key).problems == (Problem.ALTERED,)


def test_a_page_added_by_writing_the_file_anew_is_found(sealed, key):
    writer = PdfWriter(clone_from=io.BytesIO(sealed))
    writer.add_blank_page()
    output = io.BytesIO()
    writer.write(output)

    assert not check(output.getvalue(), key).valid


def test_bytes_after_the_end_are_found(sealed, key):
    assert not check(sealed + b"\n% one more thing\n", key).valid


def test_a_document_without_a_seal_says_so(document, key):
    assert check(document, key).problems == (Problem.NOT_SIGNED,)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7", b"\x00" * 5000, b"%PDF-1.7\n" + b"[" * 20_000]
)
def test_what_is_no_pdf_gets_a_verdict(content, key):
    assert check(content, key).problems == (Problem.UNREADABLE,)


def test_a_truncated_file_gets_a_verdict(sealed, key):
    for share in (0.1, 0.5, 0.9, 0.99):
        assert not check(sealed[: int(len(sealed) * share)], key).valid


def test_two_seals_are_both_needed_and_both_valid(sealed, key, stranger):
    twice = sign_pdf(sealed, key=stranger, reason="见证", at=AT)

    assert verify_pdf(twice, trust_roots=(*key.chain, *stranger.chain)).valid
    assert verify_pdf(twice, trust_roots=key.chain).problems == (Problem.UNTRUSTED,)


def test_a_contract_outlives_its_certificate(document, key):
    """The certificate is judged at the time of the seal; a seal from outside its years is not trusted."""
    late = sign_pdf(document, key=key, reason="签订", at=datetime(2040, 1, 1, tzinfo=UTC))

    assert check(late, key).problems == (Problem.UNTRUSTED,)


def test_every_problem_has_a_text():
    assert set(PROBLEM_TEXTS) == set(Problem)
