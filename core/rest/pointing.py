"""Letting a service's refusal point into the body that the partner sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from core.errors import FieldProblem, InvalidInput, LoanwrightError


@contextmanager
def pointing_at(
    *,
    moved: Mapping[str, str] | None = None,
    named: Mapping[type[LoanwrightError], str] | None = None,
    as_input: Mapping[type[LoanwrightError], str] | None = None,
) -> Iterator[None]:
    """Give refusals from inside the pointers of the body.

    `moved` maps pointers of the service to pointers of the body; `named` gives a pointer to refusals
    that carry none; `as_input` turns a refusal about something the body names (a product that does
    not exist) into a wrong field, because the address of the call is right.
    """
    try:
        yield
    except LoanwrightError as refusal:
        for kind, pointer in (as_input or {}).items():
            if isinstance(refusal, kind):
                raise InvalidInput.at(pointer, refusal.code, refusal.detail) from None
        if refusal.errors:
            table = moved or {}
            refusal.errors = tuple(
                replace(problem, pointer=table.get(problem.pointer, problem.pointer))
                for problem in refusal.errors
            )
        else:
            for kind, pointer in (named or {}).items():
                if isinstance(refusal, kind):
                    refusal.errors = (FieldProblem(pointer, refusal.code, refusal.detail),)
                    break
        raise
