"""The renderer: same data, same bytes; data is text; no outside font."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.documents import render
from core.documents.errors import MissingGlyph, TemplateFailed

AT = datetime(2026, 11, 22, 6, 3, 5, tzinfo=UTC)
SEAL = Path(render.__file__).parent / "seal.typ"
DATA = {
    "owner": "贷匠消费金融有限公司",
    "signed_at": "2026-11-22",
    "reason": "签订借款合同",
    "serial": "0A",
    "width": 210,
    "height": 72,
}


def rendered(**changes: object) -> bytes:
    return render.render_pdf(template=SEAL, data={**DATA, **changes}, created_at=AT)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_same_data_gives_the_same_bytes():
    assert rendered() == rendered()
    assert rendered() != rendered(reason="出具结清证明")


def test_the_file_is_dated_by_its_facts():
    pdf = render.render_pdf(template=SEAL, data=DATA, created_at=AT)

    assert PdfReader(io.BytesIO(pdf)).metadata.creation_date == AT


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x")',
        '#read("/pyproject.toml")',
        "*bold* $x^2$ = head",
        "\\ // /* ] } #",
        "{{ x }} <seal>",
    ],
)
def test_what_a_person_typed_is_text_and_never_markup(typed):
    assert typed.replace(" ", "") in text_of(rendered(reason=typed)).replace(" ", "").replace(
        "\n", ""
    )


def test_refuses_to_print_a_box():
    with pytest.raises(MissingGlyph):
        rendered(reason="王𱁬")


def test_a_template_that_fails_is_named():
    with pytest.raises(TemplateFailed) as failed:
        render.render_pdf(template=SEAL, data={"owner": "x"}, created_at=AT)

    assert failed.value.context["template"] == "seal.typ"


def test_only_our_fonts_are_used_and_embedded():
    families = set(render.document_fonts().families())
    fonts = PdfReader(io.BytesIO(rendered())).pages[0]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}

    assert families == {"Noto Sans CJK SC"}
    assert names
    assert all("NotoSansCJKsc" in name and "+" in name for name in names)


def test_a_rare_character_set_in_bold_falls_back_on_the_regular_weight():
    """The bold font lacks traditional characters that GBK has; they must still be printed."""
    assert "鑫嚟" in text_of(rendered(owner="鑫嚟公司")).replace("\n", "")


def test_the_file_says_that_it_is_an_accessible_archive():
    reader = PdfReader(io.BytesIO(rendered()))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()

    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
