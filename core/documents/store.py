"""Keeping files: written once, owned by a borrower, read only with their digest checked."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.documents.errors import DocumentError
from core.documents.uploads import check_upload
from core.errors import OutsideTransaction
from core.models import Document

EXTENSIONS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

__all__ = ["DocumentDamaged", "check_upload", "read_document", "store_document"]

logger = structlog.get_logger(__name__)


class DocumentDamaged(DocumentError):
    """The stored file is gone or is not the one that was stored: never shown to anybody."""

    code = "document_damaged"
    http_status = 500
    message = _("The stored document %(document)s is damaged. We are looking into it.")


def store_document(
    *,
    kind: str,
    owner: str,
    subject_kind: str,
    subject_id: str,
    title: str,
    content_type: str,
    body: bytes,
    made_by: str,
    at: dt.datetime,
) -> Document:
    """Keep a file for ever; `owner` is the public id of the borrower who may read it.

    The file is written before its row, so a row never points to nothing; a file whose transaction
    was undone stays behind unread. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("store_document")
    document = Document(
        kind=kind,
        owner=owner,
        subject_kind=subject_kind,
        subject_id=subject_id,
        content_type=content_type,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        title=title[:200],
        made_by=made_by,
        made_at=at,
    )
    extension = EXTENSIONS.get(content_type, "bin")
    wanted = f"{at:%Y/%m}/{document.public_id}.{extension}"
    document.storage_key = default_storage.save(wanted, ContentFile(body))
    document.save(force_insert=True)
    return document


def read_document(document: Document) -> bytes:
    """The bytes, checked against the digest. Raises DocumentDamaged."""
    try:
        with default_storage.open(document.storage_key, "rb") as file:
            body: bytes = file.read()
    except OSError as error:
        logger.error("document unreadable", document=document.public_id, error=type(error).__name__)
        raise DocumentDamaged(document=document.public_id) from error
    if hashlib.sha256(body).hexdigest() != document.sha256:
        logger.error("document changed on disk", document=document.public_id)
        raise DocumentDamaged(document=document.public_id)
    return body
