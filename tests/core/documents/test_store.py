"""Stored documents never change, and a changed one is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from core.documents.store import DocumentDamaged, read_document, store_document
from core.models import Document
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": str(tmp_path)}
    default = {**settings.STORAGES["default"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def store(body: bytes = b"%PDF-1.7 ...") -> Document:
    return store_document(
        kind="contract",
        owner="bor_1",
        subject_kind="contract",
        subject_id="con_1",
        title="借款合同",
        content_type="application/pdf",
        body=body,
        made_by="system:contracts",
        at=NOON,
    )


def test_gives_back_what_was_stored(tmp_path: Path) -> None:
    document = store()

    assert read_document(Document.objects.get(pk=document.pk)) == b"%PDF-1.7 ..."
    assert document.storage_key == f"2026/03/{document.public_id}.pdf"
    assert document.size == 12
    assert (tmp_path / document.storage_key).stat().st_mode & 0o077 == 0


def test_a_changed_or_missing_file_is_not_shown(tmp_path: Path) -> None:
    changed, missing = store(), store()
    (tmp_path / changed.storage_key).write_bytes(b"%PDF-1.7 forged")
    default_storage.delete(missing.storage_key)

    for document in (changed, missing):
        with pytest.raises(DocumentDamaged):
            read_document(document)


def test_its_row_can_be_neither_changed_nor_deleted() -> None:
    store()

    for change in (
        lambda: Document.objects.update(sha256="0" * 64),
        lambda: Document.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
