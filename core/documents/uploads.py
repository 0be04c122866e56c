"""Judging files from outside by what they are, not by what they are called.

Only PDF, JPEG and PNG of modest size are taken. Refused besides: PDFs that run scripts, start
programs or carry files; pictures that unpack to more pixels than a camera takes; anything hidden
behind the end of a picture.
"""

from __future__ import annotations

import re
import struct
from typing import Final

from django.utils.translation import gettext as _

from core.errors import InvalidInput

SIZE_MAX: Final = 5 * 1024 * 1024
PIXELS_MAX: Final = 60_000_000
_NAMES: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_ACTIVE_PDF: Final = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b"
)


def check_upload(name: str, body: bytes, *, pointer: str = "/file") -> str:
    """The content type of an uploaded file. Raises InvalidInput naming what would be right."""
    if not body:
        raise InvalidInput.at(pointer, "empty_file", _("The file is empty."))
    if len(body) > SIZE_MAX:
        raise InvalidInput.at(
            pointer, "file_too_large", _("The file must not be larger than 5 MB.")
        )
    content_type = _recognise(body)
    if content_type is None or not name.lower().endswith(_NAMES[content_type]):
        raise InvalidInput.at(
            pointer, "file_type", _("Please upload a PDF, JPEG or PNG file, named accordingly.")
        )
    return content_type


def _recognise(body: bytes) -> str | None:
    if body.startswith(b"%PDF-") and b"%%EOF" in body[-1024:] and not _ACTIVE_PDF.search(body):
        return "application/pdf"
    if body.startswith(_PNG) and body.endswith(_PNG_END) and _is_modest(_png_size(body)):
        return "image/png"
    if (
        body.startswith(b"\xff\xd8\xff")
        and body.endswith(b"\xff\xd9")
        and _is_modest(_jpeg_size(body))
    ):
        return "image/jpeg"
    return None


def _is_modest(size: tuple[int, int] | None) -> bool:
    return size is not None and 0 < size[0] * size[1] <= PIXELS_MAX


def _png_size(body: bytes) -> tuple[int, int] | None:
    if body[12:16] != b"IHDR" or len(body) < 33:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    """Walk the segments to the start of a frame, which has the dimensions."""
    position = 2
    while position + 9 < len(body) and body[position] == 0xFF:
        marker = body[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(body[position + 2 : position + 4], "big")
    return None
