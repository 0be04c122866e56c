"""Every text of a page, a message or a refusal exists in Chinese (both languages always)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

REPOSITORY = Path(__file__).resolve().parents[2]
STAGES = [
    "core", "accounts", "products", "lending", "approvals", "repayments", "collection", "complaints", "config",
]  # fmt: skip
CATALOGUE = REPOSITORY / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"gettext", "gettext_lazy", "gettext_noop", "_"}
PLURALS = {"ngettext", "ngettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@lru_cache(maxsize=1)
def catalogue() -> dict[tuple[str | None, str], polib.POEntry]:
    entries = polib.pofile(str(CATALOGUE))
    return {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete}


def calls(source: str) -> Iterator[tuple[str | None, str]]:
    """(context, text) of every translation call with a literal text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [
            a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None
            for a in node.args
        ]
        if name in FUNCTIONS | PLURALS and words and words[0]:
            yield None, words[0]
        elif name in CONTEXTS and len(words) > 1 and words[1]:
            yield words[0], words[1]


def template_texts(path: Path) -> Iterator[tuple[str | None, str]]:
    """What makemessages would find in a template."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in re.finditer(r"(gettext|_|ngettext|pgettext)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?:,\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))*)", code):  # fmt: skip
        words = ast.literal_eval(f"({match.group(2)},)")
        if match.group(1) == "pgettext":
            yield words[0], words[1]
        else:
            yield None, words[0]


def files() -> list[Path]:
    found = []
    for stage in STAGES:
        folder = REPOSITORY / stage
        found += [p for p in folder.rglob("*.py") if "migrations" not in p.parts]
        found += [p for p in (folder / "templates").rglob("*") if p.suffix in {".html", ".txt"}]
    return sorted(found)


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_text_exists_in_chinese(path: Path) -> None:
    """Add what is named here to locale/zh_Hans/LC_MESSAGES/django.po."""
    texts = (
        template_texts(path) if path.suffix != ".py" else calls(path.read_text(encoding="utf-8"))
    )

    missing = sorted(
        {text for context, text in texts if text.strip() and not _is_translated(context, text)}
    )

    assert missing == []


def _is_translated(context: str | None, text: str) -> bool:
    entry = catalogue().get((context, text))
    return entry is not None and bool(entry.msgstr or any(entry.msgstr_plural.values()))


def test_translations_use_the_same_placeholders() -> None:
    wrong = [
        entry.msgid
        for entry in catalogue().values()
        for said in [entry.msgstr or " ".join(entry.msgstr_plural.values())]
        if set(PLACEHOLDER.findall(said))
        - set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    ]

    assert wrong == []
