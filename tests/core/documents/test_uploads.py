"""Uploads are judged by what they are; hostile files are refused (XC, ASVS 5.2)."""

from __future__ import annotations

import struct
import zlib

import pytest

from core.documents.uploads import SIZE_MAX, check_upload
from core.errors import InvalidInput


def png(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
        + extra
    )


def jpeg(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    app0 = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0"
    return b"\xff\xd8" + app0 + frame + b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0\xd2\xff\xd9" + extra


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("voucher.PDF", PDF, "application/pdf"),
        ("转账凭证.png", png(), "image/png"),
        ("photo.jpeg", jpeg(4000, 3000), "image/jpeg"),
        ("photo.jpg", jpeg(), "image/jpeg"),
    ],
)
def test_takes_sound_files(name: str, body: bytes, content_type: str) -> None:
    assert check_upload(name, body) == content_type


@pytest.mark.parametrize(
    ("name", "body"),
    {
        "empty": ("a.pdf", b""),
        "too large": ("a.pdf", PDF + b" " * SIZE_MAX),
        "program": ("a.pdf", b"MZ\x90\0" + b"\0" * 100),
        "html": ("a.pdf", b"<html><script>alert(1)</script>"),
        "svg": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        "zip named png": ("a.png", b"PK\x03\x04" + b"\0" * 100),
        "gif": ("a.gif", b"GIF89a" + b"\0" * 20),
        "name of another type": ("a.png", jpeg()),
        "double name": ("a.pdf.exe", PDF),
        "no name": ("", PDF),
        "pdf cut off": ("a.pdf", PDF[:-8]),
        "pdf after something": ("a.pdf", b"MZ" + PDF),
        "pdf with a script": ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>")),
        "pdf that starts a program": ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>")),
        "pdf that carries files": ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 2 0 R>>")),
        "png with a zip behind": ("a.png", png(extra=b"PK\x03\x04")),
        "png cut off": ("a.png", png()[:-4]),
        "png without header": ("a.png", b"\x89PNG\r\n\x1a\n" + png()[33:]),
        "png flood": ("a.png", png(60_000, 60_000)),
        "png of nothing": ("a.png", png(0, 5)),
        "jpeg with php behind": ("a.jpg", jpeg(extra=b"<?php system($_GET[0]); ?>")),
        "jpeg flood": ("a.jpg", jpeg(65_000, 65_000)),
        "jpeg without frame": ("a.jpg", b"\xff\xd8\xff\xd9"),
        "jpeg of loops": ("a.jpg", b"\xff\xd8" + b"\xff\xe0\x00\x00" * 50 + b"\xff\xd9"),
    }.values(),
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_refuses_hostile_files(name: str, body: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_upload(name, body, pointer="/voucher")

    assert [problem.pointer for problem in refused.value.errors] == ["/voucher"]
