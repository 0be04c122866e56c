"""Bad input to commands: exit status 2, one clear line that names what is wrong, nothing moved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import ManagementUtility
from django.db import connections

from core.calendar.business_date import open_date
from core.models import AuditEntry, ClosedDate
from lending.models import JournalEntry, Loan
from products.models import Product

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db

TERMS = {
    "principal": "1000.00", "annual_rate": "12", "method": "equal_instalments", "instalments": 3,
    "disbursed_on": "2026-01-31",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command closes its connections at its end; here that is the test's own."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def everything() -> tuple[object, ...]:
    """What a refused command must leave as it was."""
    counted = (JournalEntry, Loan, AuditEntry, ClosedDate, Product)
    return open_date(), *(model.objects.count() for model in counted)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run as from a shell; it must end with status 2 and one line on standard error."""
    before = everything()
    with pytest.raises(SystemExit) as ending:
        ManagementUtility(["manage.py", *arguments]).execute()
    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if line.strip()]
    assert ending.value.code == 2, told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert everything() == before
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("principal", "-1000"),
        ("principal", "NaN"),
        ("principal", "Infinity"),
        ("principal", "1e400"),
        ("principal", "1000.001"),
        ("principal", 10**30),
        ("annual_rate", "-1"),
        ("annual_rate", "1000000"),
        ("instalments", 0),
        ("instalments", 601),
        ("instalments", "three"),
        ("method", "magic"),
        ("disbursed_on", "2026-02-30"),
        ("surprise", 1),
    ],
)
def test_a_quote_names_the_field_that_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, field: str, value: object
) -> None:
    path = tmp_path / "terms.json"
    path.write_text(json.dumps({**TERMS, field: value}), encoding="utf-8")

    words = refused(capsys, "quote", str(path), "--json")

    assert field in words
    assert len(words.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b"\xff\xfe\x00\x00", b"null", b'"text"'],
    ids=["empty", "cut off", "a list", "not text", "null", "a string"],
)
@pytest.mark.parametrize("command", ["quote", "compare_schedules", "compare_rates"])
def test_a_file_that_is_none_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, content: bytes
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    words = refused(capsys, command, str(path))

    assert len(words.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("quote", "/nowhere/terms.json"),
        ("compare_rates", "/nowhere/rates.json"),
        (
            "import_portfolio",
            "/nowhere/book.csv",
            "--mapping",
            "lending-club",
            "--as-of",
            "2018-06-30",
        ),
        ("import_portfolio", "--mapping", "unheard-of", "--as-of", "2018-06-30"),
        ("import_portfolio", "--mapping", "lending-club", "--as-of", "30.6.2018"),
        ("working_days", "--from", "2026-01-05", "--add", "-3"),
        ("working_days", "--from", "2026-01-05", "--add", "999999999"),
        ("working_days", "--from", "2026-01-05", "--add", "3", "--country", "XX"),
        ("replay_decision", "dec_00000000000000000000"),
        ("replay_decision",),
        ("create_staff", "x", "--full-name", "", "--role", "finance"),
        ("create_partner", "Someone", "--scope", "everything"),
    ],
    ids=lambda a: " ".join(a)[:50],
)
def test_what_cannot_be_done_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    words = refused(capsys, *arguments)

    assert len(words.splitlines()) == 1


@pytest.mark.real_time
@pytest.mark.parametrize(
    "arguments",
    [
        ("create_staff", "someone", "--full-name", "Some One", "--role", "emperor"),
        ("day_end", "--date", "tomorrow"),
        ("day_end", "--date", "2026-01-01", "--until", "2026-01-02"),
        ("working_days", "--from", "2026-13-01", "--add", "3"),
        ("working_days", "--from", "2026-01-05", "--add", "1.5"),
        ("import_portfolio", "--as-of", "2018-06-30"),
    ],
    ids=lambda a: " ".join(a)[:50],
)
def test_wrong_words_on_the_command_line_are_told_in_one_line(arguments: tuple[str, ...]) -> None:
    """From a real shell: these are refused before Django looks at anything."""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_a_demo_is_refused_where_money_is_real(
    capsys: pytest.CaptureFixture[str], settings: object
) -> None:
    settings.INSTALLATION_IS_SANDBOX = False  # type: ignore[attr-defined]

    assert "sandbox" in refused(capsys, "seed_demo")


def test_a_business_date_that_is_not_over_is_refused_where_money_is_real(
    capsys: pytest.CaptureFixture[str], settings: object
) -> None:
    settings.INSTALLATION_IS_SANDBOX = False  # type: ignore[attr-defined]

    refused(capsys, "day_end", "--until", "2999-01-01")
