"""Seal a PDF: one PAdES signature of the institution over the document and the borrower's evidence.

The file only grows: the sealed PDF begins with the very bytes that were confirmed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.embed import (
    EmbeddedFileObject,
    EmbeddedFileParams,
    FileSpec,
    embed_file,
)
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    LayoutError,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle

from core.documents.certificates import SigningKey
from core.documents.errors import EvidenceMismatch, SigningFailed
from core.documents.evidence import ATTACHMENT, SigningEvidence, sha256_of
from core.documents.figures import beijing_time
from core.documents.render import render_pdf

SEAL_TEMPLATE = Path(__file__).parent / "seal.typ"
# The label that ``seal-place`` of the house style leaves in the document.
SEAL_DESTINATION = "seal"
SEAL_WIDTH, SEAL_HEIGHT = 210, 72
# The field begins below the small heading that carries the label.
SEAL_DROP = 17


def sign_pdf(
    pdf_bytes: bytes,
    *,
    key: SigningKey,
    reason: str,
    at: datetime,
    evidence: SigningEvidence | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """The document with the institution's seal, visible where the template left a place for it.

    ``at`` is the time of sealing. ``timestamper`` (RFC 3161) adds a third party's time where the installation has one.

    Raises:
        EvidenceMismatch: the evidence speaks of other bytes than ``pdf_bytes``.
        SigningFailed: not a readable PDF, or one that allows no signature.
        MissingGlyph: the reason has a character that our fonts lack.
    """
    if evidence is not None and evidence.document_sha256 != sha256_of(pdf_bytes):
        raise EvidenceMismatch
    appearance = _seal_appearance(key=key, reason=reason, at=at)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf_bytes))
        field_name = f"Seal{len(writer.prev.embedded_regular_signatures) + 1}"
        if evidence is not None:
            content = evidence.as_json(document_length=len(pdf_bytes))
            _attach(writer, content=content, at=at)
        place = _seal_place(writer.prev) if field_name == "Seal1" else None
        signer = _DatedSigner(
            PdfSignatureMetadata(
                field_name=field_name,
                reason=reason,
                name=key.owner,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=field_name == "Seal1",
                docmdp_permissions=MDPPerm.FILL_FORMS,
            ),
            signer=key.signer,
            timestamper=timestamper,
            stamp_style=_stamp_style(appearance),
            new_field_spec=SigFieldSpec(
                field_name,
                on_page=place[0] if place else 0,
                box=place[1] if place else None,
            ),
        )
        signer.at = at
        sealed: io.BytesIO = signer.sign_pdf(writer)
    except (PdfError, SigningError, LayoutError, ValueError) as error:
        raise SigningFailed(reason=str(error)) from error
    return sealed.getvalue()


class _DatedSigner(PdfSigner):
    """Signs at the time it is told instead of the machine's."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.at
        return session


class _TypesetPage(PdfContent):
    """The first page of a PDF in memory as drawing content, its fonts inside (a PDF/A needs that)."""

    def __init__(self, pdf_bytes: bytes) -> None:
        super().__init__()
        self._pdf_bytes = pdf_bytes
        self.box = BoxConstraints(width=SEAL_WIDTH, height=SEAL_HEIGHT)

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self._pdf_bytes))
        page = self._ensure_writer.import_page_as_xobject(reader)
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Seal"), page)
        return b"/Seal Do"


def _stamp_style(appearance: bytes) -> StaticStampStyle:
    return StaticStampStyle(
        border_width=0,
        background=_TypesetPage(appearance),
        background_opacity=1.0,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN,
            y_align=AxisAlignment.ALIGN_MIN,
            margins=Margins(),
        ),
    )


def _seal_appearance(*, key: SigningKey, reason: str, at: datetime) -> bytes:
    return render_pdf(
        template=SEAL_TEMPLATE,
        data={
            "owner": key.owner,
            "signed_at": f"{beijing_time(at)} +08:00",
            "reason": reason,
            "serial": key.serial[:16],
            "width": SEAL_WIDTH,
            "height": SEAL_HEIGHT,
        },
        created_at=at,
    )


def _attach(writer: IncrementalPdfFileWriter, *, content: bytes, at: datetime) -> None:
    """Attach the evidence as an associated file; PDF/A-3 wants its relation to the document stated."""
    stream = EmbeddedFileObject.from_file_data(
        writer,
        data=content,
        mime_type="application/json",
        params=EmbeddedFileParams(creation_date=at, modification_date=at),
    )
    specification = FileSpec(
        file_spec_string=ATTACHMENT,
        file_name=ATTACHMENT,
        embedded_data=stream,
        description="Signing evidence",
    )
    embed_file(writer, specification)
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    reference = names.raw_get(len(names) - 1)
    reference.get_object()["/AFRelationship"] = pdf_name("/Supplement")
    associated = _entry(writer.root, "/AF", ())
    writer.root["/AF"] = generic.ArrayObject([*associated, reference])
    writer.update_container(writer.root)


def _seal_place(reader: PdfFileReader) -> tuple[int, tuple[int, int, int, int]] | None:
    """Page and rectangle below the document's seal label; None when the document has no such place."""
    destination = _destinations(reader).get(SEAL_DESTINATION)
    if destination is None:
        return None
    page = destination.raw_get(0)
    left, top = int(destination[2]), int(destination[3]) - SEAL_DROP
    for index, reference in enumerate(_page_references(reader)):
        if reference == page:
            return index, (left, top - SEAL_HEIGHT, left + SEAL_WIDTH, top)
    return None


def _destinations(reader: PdfFileReader) -> dict[str, generic.ArrayObject]:
    """Named destinations, by walking the name tree."""
    found: dict[str, generic.ArrayObject] = {}
    try:
        pending = [reader.root["/Names"]["/Dests"]]
    except KeyError:
        return found
    while pending:
        node = pending.pop()
        pending.extend(_entry(node, "/Kids", ()))
        names = _entry(node, "/Names", ())
        for position in range(0, len(names), 2):
            target = names[position + 1]
            found[str(names[position])] = _entry(target, "/D", target)
    return found


def _page_references(reader: PdfFileReader) -> Iterator[generic.IndirectObject]:
    def walk(node: generic.DictionaryObject) -> Iterator[generic.IndirectObject]:
        kids = node["/Kids"]
        for position in range(len(kids)):
            reference = kids.raw_get(position)
            child = reference.get_object()
            if child["/Type"] == "/Pages":
                yield from walk(child)
            else:
                yield reference

    yield from walk(reader.root["/Pages"])


def _entry(holder: Any, key: str, default: Any) -> Any:
    """An entry with its reference followed, which a PDF dictionary's own ``get`` does not do."""
    try:
        return holder[key]
    except (KeyError, TypeError):
        return default
