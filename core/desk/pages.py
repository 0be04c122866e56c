"""What a case page shows: facts, tables, one largest figure. Plain values; templates lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Model
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The one largest number of a page."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A labelled value; with `tone` it is shown as a mark."""

    label: Any
    value: Any
    href: str = ""
    note: Any = ""
    tone: str = ""


@dataclass(frozen=True)
class Cell:
    """A value of a table with more than its text."""

    text: Any
    href: str = ""
    tone: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Column:
    """A table's column; numbers stand right."""

    title: Any
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells (`Cell` or plain values) under columns; `total` stands in bold below."""

    columns: Sequence[Column | Any]
    rows: Sequence[Sequence[Any]]
    empty: Any = ""
    total: Sequence[Any] = ()

    @property
    def heads(self) -> list[Column]:
        return [c if isinstance(c, Column) else Column(c) for c in self.columns]

    @property
    def body(self) -> list[list[tuple[Column, Cell]]]:
        return [self._row(row) for row in self.rows]

    @property
    def foot(self) -> list[tuple[Column, Cell]]:
        return self._row(self.total) if self.total else []

    def _row(self, row: Sequence[Any]) -> list[tuple[Column, Cell]]:
        cells = [value if isinstance(value, Cell) else Cell(value) for value in row]
        return list(zip(self.heads, cells, strict=True))


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A titled block of a page: facts, a table, paragraphs, or a template of its own.

    `place`: "main" is the wide column, "side" the narrow one, "end" below both. `tone` colours the edge.
    `is_folded` keeps long detail shut until asked for.
    """

    title: Any
    facts: Sequence[Fact] = ()
    table: Table | None = None
    texts: Sequence[Any] = ()
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    place: Literal["main", "side", "end"] = "main"
    tone: str = ""
    is_folded: bool = False


def case_url(of: Model | str, pk: Any = None) -> str:
    """Address of a row's page: by the row, or by "app.model" and key where models are private."""
    label, key = (of, pk) if isinstance(of, str) else (of._meta.label_lower, of.pk)
    return _reverse(label, "change", key)


def list_url(label: str, query: str = "") -> str:
    """Address of the list of "app.model"."""
    found = _reverse(label, "changelist")
    return f"{found}?{query}" if query and found else found


def _reverse(label: str, page: str, *args: Any) -> str:
    try:
        return reverse(f"admin:{label.lower().replace('.', '_')}_{page}", args=args)
    except NoReverseMatch:  # a stage without a page for this model
        return ""
