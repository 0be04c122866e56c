"""Pages made from the code say what the code says."""

from __future__ import annotations

from pathlib import Path

from core.management.commands.state_diagrams import pages

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_state_diagrams_are_up_to_date() -> None:
    """Run `./run manage state_diagrams` when this fails."""
    found = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "states").glob("*.md")}

    assert found == pages()
