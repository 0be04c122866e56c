"""Check a sealed PDF. Anybody may hand in anything: the answer is a verdict, never an exception."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)

from core.documents.certificates import as_asn1, owner_of
from core.documents.evidence import ATTACHMENT, FORMAT, sha256_of

# What the parsers below us raise on broken or hostile input; each means "this is not a document we can vouch for".
UNREADABLE = (
    PdfError,
    PathError,
    ValidationError,
    CRLValidationError,
    OCSPValidationError,
    UnsupportedAlgorithm,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Problem(StrEnum):
    """Why a document is not vouched for; the values are stable."""

    UNREADABLE = "unreadable"
    NOT_SIGNED = "not_signed"
    ALTERED = "altered"
    UNTRUSTED = "untrusted_signer"
    EVIDENCE_MISMATCH = "evidence_mismatch"


PROBLEM_TEXTS = {
    Problem.UNREADABLE: _("This file is damaged or is not a PDF."),
    Problem.NOT_SIGNED: _("This document carries no seal."),
    Problem.ALTERED: _("This document was changed after it was sealed."),
    Problem.UNTRUSTED: _("The seal is not one of ours."),
    Problem.EVIDENCE_MISMATCH: _("The signing evidence belongs to another document."),
}


@dataclass(frozen=True)
class Verification:
    """The verdict. ``signer`` and ``signed_at`` are claims unless ``valid``; ``evidence`` as it was sealed."""

    valid: bool
    signer: str | None = None
    signed_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    evidence: dict[str, Any] | None = None


def verify_pdf(pdf_bytes: bytes, *, trust_roots: Sequence[x509.Certificate]) -> Verification:
    """Was this very file sealed by somebody whom ``trust_roots`` vouch for?

    A certificate is judged at the time of the seal, so that a contract outlives the certificate. Every seal in the
    file must hold, the last one must cover the whole file, and the evidence must be about the confirmed bytes.
    """
    try:
        return _verdict(pdf_bytes, trust_roots=trust_roots)
    except UNREADABLE:
        return Verification(valid=False, problems=(Problem.UNREADABLE,))


def _verdict(pdf_bytes: bytes, *, trust_roots: Sequence[x509.Certificate]) -> Verification:
    reader = PdfFileReader(io.BytesIO(pdf_bytes))
    seals = reader.embedded_regular_signatures
    if not seals:
        return Verification(valid=False, problems=(Problem.NOT_SIGNED,))

    problems: list[Problem] = []
    for seal in seals:
        problems.extend(_problems_of(seal, trust_roots=trust_roots, is_last=seal is seals[-1]))
    evidence = _evidence_in(reader)
    if evidence is not None and not _evidence_fits(evidence, pdf_bytes):
        problems.append(Problem.EVIDENCE_MISMATCH)
    last = seals[-1]
    return Verification(
        valid=not problems,
        signer=_signer_of(last),
        signed_at=last.self_reported_timestamp,
        problems=tuple(dict.fromkeys(problems)),
        evidence=evidence,
    )


def _problems_of(
    seal: EmbeddedPdfSignature, *, trust_roots: Sequence[x509.Certificate], is_last: bool
) -> Iterator[Problem]:
    context = ValidationContext(
        trust_roots=[as_asn1(root) for root in trust_roots],
        allow_fetching=False,
        moment=seal.self_reported_timestamp,
    )
    status: PdfSignatureStatus = validate_pdf_signature(seal, context)
    covers_all = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    untouched = status.modification_level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    )
    sound = status.intact and status.valid and status.docmdp_ok and untouched
    if not sound or not _is_canonical(seal) or (is_last and not covers_all):
        yield Problem.ALTERED
    elif not status.trusted:
        yield Problem.UNTRUSTED
    elif not status.bottom_line:
        yield Problem.ALTERED


def _is_canonical(seal: EmbeddedPdfSignature) -> bool:
    """The signature's own room is the one part no hash covers: nothing but the signature may stand there.

    It is one hexadecimal string, in one case, of the CMS object and zeros to fill up; and the few fields of that object
    which the signature does not cover must repeat what it does cover.
    """
    content = bytes(seal.pkcs7_content)
    cms_length = len(ContentInfo.load(content).dump())
    signed, signer = seal.signed_data, seal.signer_info
    stated = [algorithm.dump() for algorithm in signed["digest_algorithms"]]
    if stated != [signer["digest_algorithm"].dump()]:
        return False
    if signed["version"].native != "v1" or signer["version"].native != "v1":
        return False
    _first, before, after, _length = (int(offset) for offset in seal.byte_range)
    stream = seal.reader.stream
    stream.seek(before)
    written = stream.read(after - before)
    hexadecimal = content.hex().encode()
    return not any(content[cms_length:]) and written in (
        b"<" + hexadecimal + b">",
        b"<" + hexadecimal.upper() + b">",
    )


def _signer_of(seal: EmbeddedPdfSignature) -> str | None:
    certificate = seal.signer_cert
    if certificate is None:
        return None
    return owner_of(x509.load_der_x509_certificate(certificate.dump()))


def _evidence_in(reader: PdfFileReader) -> dict[str, Any] | None:
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    for position in range(0, len(names), 2):
        if str(names[position]) == ATTACHMENT:
            content = json.loads(names[position + 1]["/EF"]["/F"].data)
            if not isinstance(content, dict):
                raise ValueError("the evidence is not an object")
            return content
    return None


def _evidence_fits(evidence: dict[str, Any], pdf_bytes: bytes) -> bool:
    """The sealed file begins with the bytes that were confirmed: cut them out and hash them again."""
    length = evidence.get("document_length")
    return (
        evidence.get("format") == FORMAT
        and isinstance(length, int)
        and 0 < length < len(pdf_bytes)
        and evidence.get("document_sha256") == sha256_of(pdf_bytes[:length])
    )
