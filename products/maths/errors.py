"""Every error the loan mathematics can raise, each with a stable code.

The package is free of any framework, so these are plain exceptions; an interface turns them into
its own form.
"""

from __future__ import annotations

from typing import NamedTuple


class MathsError(Exception):
    """Base of all errors of the loan mathematics."""

    code = "maths_error"


class FieldError(NamedTuple):
    """One thing wrong with one field: a JSON pointer, a stable code, a sentence for people."""

    pointer: str
    code: str
    message: str


class TermsError(MathsError):
    """The terms are not usable; `errors` names every field, its value and what would be right."""

    code = "invalid_terms"

    def __init__(self, errors: list[FieldError]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


class CalendarRequired(MathsError):
    """Due dates move off non-working days, but no calendar was given."""

    code = "calendar_required"


class NoSolution(MathsError):
    """The flows have no rate: nothing was advanced, nothing is paid, or the sums cannot meet."""

    code = "no_solution"


class AllocationError(MathsError):
    """An amount cannot be spread as asked."""

    code = "invalid_allocation"


class PayoffError(MathsError):
    """A payoff cannot be quoted for that date or those payments."""

    code = "invalid_payoff"


class OracleError(MathsError):
    """A file of vectors is not in the form it must have."""

    code = "invalid_oracle"
