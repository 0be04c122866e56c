"""Documents say what is there: links lead somewhere, commands exist, named paths and codes are real."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from config.day_end import STEPS
from lending.ledger.chart import DEBIT_NORMAL, Account

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("*.md", "docs/**/*.md")
PAGES = sorted({path for pattern in FOLDERS for path in ROOT.glob(pattern)})
OURS = sorted(
    path.stem for path in ROOT.glob("*/management/commands/*.py") if not path.stem.startswith("_")
)
# Made by the installation, not by the repository.
MADE_LATER = re.compile(r"var(/|$)")
# What looks like a path of this repository: a known top folder, then a slash.
_TOP = "|".join(sorted(re.escape(p.name) for p in ROOT.iterdir() if p.is_dir() and p.name != "var"))
_PATH = re.compile(rf"(?:{_TOP})/[\w./*-]*\Z")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose_of(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page: Path) -> set[str]:
    """The fragments that headings get, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def broken_links(page: Path) -> Iterator[str]:
    for target in _LINK.findall(prose_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = unquote(target).partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (fragment and fragment not in anchors_of(found)):
            yield target


def missing_paths(page: Path) -> Iterator[str]:
    for span in _SPAN.findall(prose_of(page)):
        name = span.removeprefix("./")
        if _PATH.match(name) and not MADE_LATER.match(name):
            found = list(ROOT.glob(name)) if "*" in name else [ROOT / name]
            if not any(path.exists() for path in found) or not found:
                yield span


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_files_and_modules_are_there(page: Path) -> None:
    assert list(missing_paths(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_management_commands_exist(page: Path) -> None:
    named = set(re.findall(r"\./run manage ([a-z_]+)", page.read_text(encoding="utf-8")))

    assert named <= set(get_commands())


def test_a_missing_path_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("See `core/no_such_module.py`, `core/money.py` and [it](gone.md).")

    assert list(missing_paths(page)) == ["core/no_such_module.py"]
    assert list(broken_links(page)) == ["gone.md"]


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.strip().partition("#")[0].strip() for line in lines if line.startswith("    ")]

    assert commands[:2] == ["./run", "./run test"]
    assert lines.index(next(line for line in lines if line.strip().startswith("./run"))) < 5
    told = subprocess.run([ROOT / "run", "--help"], capture_output=True, text=True, check=True)
    assert "./run test" in told.stdout


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    folder = ROOT / "docs" / "adr"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))

    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    assert listed == records


@pytest.mark.parametrize("record", sorted((ROOT / "docs/adr").glob("[0-9]*.md")), ids=name_of)
def test_a_decision_says_why_and_what_it_costs(record: Path) -> None:
    text = record.read_text(encoding="utf-8")

    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 60, "one page"


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = (target.partition("#")[0] for target in _LINK.findall(prose_of(page)))
        waiting += [
            (page.parent / target).resolve()
            for target in targets
            if target and not re.match(r"[a-z]+:", target)
        ]

    assert [name_of(page) for page in PAGES if page not in seen] == []


def test_the_reference_lists_every_command_of_ours() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_]+)[` ]", page, re.MULTILINE)

    assert sorted(listed) == OURS


def test_the_chart_of_accounts_is_the_codes() -> None:
    page = (ROOT / "docs/reference/chart-of-accounts.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_]+)` \| .* \| (debit|credit) \|$", page, re.MULTILINE)

    assert listed == [(a.value, "debit" if a in DEBIT_NORMAL else "credit") for a in Account]


def test_the_steps_of_the_day_end_stand_in_their_order() -> None:
    page = (ROOT / "docs/explanation/time-and-day-end.md").read_text(encoding="utf-8")

    assert re.findall(r"^\d+\. `([a-z_.]+)`", page, re.MULTILINE) == STEPS
