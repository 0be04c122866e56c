"""The `quote` command: terms in, schedule and rates out; one clear line for bad input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

TERMS = {
    "principal": "12000",
    "annual_rate": "7.2",
    "method": "flat",
    "instalments": 12,
    "disbursed_on": "2026-01-31",
}


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("quote", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def terms_file(tmp_path: Path) -> Path:
    path = tmp_path / "terms.json"
    path.write_text(json.dumps(TERMS), encoding="utf-8")
    return path


def test_prints_one_json_document(terms_file: Path) -> None:
    quote = json.loads(run(str(terms_file), "--json"))

    assert len(quote["rows"]) == 12
    assert quote["rates"]["apr_irr_simple"] == "13.0342"


def test_prints_a_table_for_people(terms_file: Path) -> None:
    text = run(str(terms_file))

    assert "2026-02-28" in text
    assert "apr_irr_effective: 13.8418 %" in text


def test_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(json.dumps(TERMS).encode()))
    monkeypatch.setattr("sys.stdin", stream)

    assert json.loads(run("--json"))["totals"]["total"] == "12864.00"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b'{"principal": ', "is not JSON"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"principal": NaN}', "principal is NaN: must be a finite number"),
        (b'{"principal": 1e999999999}', "must be"),
        (b"[]", "the document is []: must be a JSON object"),
        (b'{"colour": 1}', "colour is not known"),
        (b'{"instalments": 601}', "instalments is 601: must be a whole number from 1 to 600"),
    ],
)
def test_names_what_is_wrong_in_one_line_and_exits_2(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "terms.json"
    path.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        run(str(path))

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 2


@pytest.mark.parametrize("name", ["missing.json", "", "a\0b"])
def test_names_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(str(tmp_path / name))

    assert "cannot be read" in str(caught.value)
    assert caught.value.returncode == 2
