"""Which characters our fonts can print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from core.documents.errors import MissingGlyph

FONT_DIRECTORY = Path(__file__).parent / "fonts"

# Characters that steer the typesetting and need no glyph.
LAYOUT_CHARACTERS = frozenset("\n")


@cache
def covered_code_points() -> frozenset[int]:
    """Code points of the regular font (the bold one falls back on it)."""
    covered: set[int] = set()
    for line in (FONT_DIRECTORY / "coverage.txt").read_text(encoding="ascii").splitlines():
        first, last = line.split("-")
        covered.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(covered)


def missing_characters(text: str) -> set[str]:
    covered = covered_code_points()
    return {
        character
        for character in text
        if ord(character) not in covered and character not in LAYOUT_CHARACTERS
    }


def strings_in(value: object) -> Iterator[str]:
    """Every string within nested mappings and sequences, keys apart (templates never print keys)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for inner in value:
            yield from strings_in(inner)


def require_glyphs(data: object) -> None:
    """Refuse data that would print a box, or hide text by control and direction marks.

    Raises:
        MissingGlyph: naming every character that the fonts lack.
    """
    missing = {character for text in strings_in(data) for character in missing_characters(text)}
    if missing:
        raise MissingGlyph(missing)
