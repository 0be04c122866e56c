"""Typeset one document.

The data travels as JSON in ``sys.inputs.data``: typst reads it as values, so what a person typed is text and
never markup. The same data gives the same bytes, which is what makes the hash of a contract worth confirming.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

import core
from core.documents.errors import TemplateFailed
from core.documents.glyphs import FONT_DIRECTORY, require_glyphs

# Templates import the house style as "/core/documents/house.typ"; typst reads nothing outside this folder.
SOURCE_ROOT = Path(core.__file__).resolve().parent.parent

# Archival (fonts and colours inside), tagged for screen readers, and open to the attached signing evidence.
PDF_STANDARD: typst.PDFStandard = "a-3a"


@cache
def document_fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FONT_DIRECTORY],
    )


def render_pdf(*, template: Path, data: Mapping[str, object], created_at: datetime) -> bytes:
    """The document as PDF/A-3a.

    ``created_at`` is the date written into the file; it must be aware, and it comes from the caller's facts, never
    from the clock, so that rendering again gives the same bytes.

    Raises:
        MissingGlyph: the data holds a character that our fonts lack.
        TemplateFailed: typst refused the template or the data's shape.
    """
    require_glyphs(data)
    try:
        pdf = typst.compile(
            template,
            root=SOURCE_ROOT,
            font_paths=document_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[PDF_STANDARD],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            timestamp=int(created_at.timestamp()),
        )
    except typst.TypstError as error:
        raise TemplateFailed(template=template.name, reason=error.message) from error
    return pdf
