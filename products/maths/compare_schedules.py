"""Our schedules against published ones, row by row and field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from products.maths.builder import build_schedule
from products.maths.errors import OracleError
from products.maths.rounding import ZERO
from products.maths.schedule import Schedule
from products.maths.takeover import terms_of_vector

_FIELDS = ("due_date", "balance", "principal", "interest", "fee", "penalty", "due")


def compare_schedules(
    document: Any, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """How many vectors of a document in the form of `oracles/schedules.json` our maths equals.

    Raises OracleError when the document or a vector is not in that form.
    """
    vectors = document.get("vectors") if isinstance(document, Mapping) else None
    if not isinstance(vectors, list) or not all(isinstance(v, Mapping) for v in vectors):
        raise OracleError('the document must be an object with a list "vectors" of objects')
    different = []
    for done, vector in enumerate(vectors, start=1):
        difference = first_difference(vector)
        if difference is not None:
            different.append({"id": vector.get("id"), "first_difference": difference})
        if progress is not None:
            progress(done, len(vectors))
    return {
        "total": len(vectors),
        "equal": len(vectors) - len(different),
        "different": different,
    }


def first_difference(vector: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first field of the first row that differs, or None when all are equal."""
    expected = vector.get("expected")
    if not isinstance(expected, list) or not all(isinstance(row, Mapping) for row in expected):
        raise OracleError(f'vector {vector.get("id")}: "expected" must be a list of rows')
    ours = list(_our_rows(build_schedule(terms_of_vector(vector))))
    some_rows = vector.get("rows_given") == "some"
    by_date = {row["due_date"]: row for row in ours}
    if not some_rows and len(ours) != len(expected):
        return {"row": None, "field": "rows", "theirs": len(expected), "ours": len(ours)}
    for index, theirs in enumerate(expected):
        row = by_date.get(str(theirs.get("due_date")), {}) if some_rows else ours[index]
        for field in _FIELDS:
            if theirs.get(field) is None:
                continue
            if not _same(theirs[field], row.get(field)):
                return {
                    "row": theirs.get("nr", index + 1),
                    "field": field,
                    "theirs": str(theirs[field]),
                    "ours": None if row.get(field) is None else str(row[field]),
                }
    return None


def _our_rows(schedule: Schedule) -> Iterable[dict[str, Any]]:
    for row in schedule.rows:
        yield {
            "due_date": row.due_on.isoformat(),
            "balance": row.closing,
            "principal": row.principal,
            "interest": row.interest,
            "fee": row.fee,
            "penalty": ZERO,
            "due": row.total,
        }


def _same(theirs: Any, ours: Any) -> bool:
    if not isinstance(ours, Decimal):
        return bool(theirs == ours)
    try:
        return Decimal(str(theirs)) == ours
    except InvalidOperation as error:
        raise OracleError(f"{theirs!r} is not an amount: must be a decimal text") from error
