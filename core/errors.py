"""The one base of every refusal. Each app keeps its own catalogue in `errors.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: JSON pointer of the field, stable code, text that says what would be right."""

    pointer: str
    code: str
    message: str


class LoanwrightError(Exception):
    """A named refusal: nothing was changed, and the text may be shown to a borrower.

    `code` never changes once published; `context` fills the placeholders of `message`.
    """

    code: ClassVar[str] = "refused"
    http_status: ClassVar[int] = 409
    retryable: ClassVar[bool] = False
    message: ClassVar[Any] = _("This cannot be done now.")

    def __init__(self, *, problems: Iterable[FieldProblem] = (), **context: Any) -> None:
        self.context = context
        self.errors: tuple[FieldProblem, ...] = tuple(problems)
        super().__init__(self.code)

    @property
    def detail(self) -> str:
        """The text for people, in the language of the moment."""
        return str(self.message) % self.context if self.context else str(self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class InvalidInput(LoanwrightError):
    """Input that is wrong in itself; `errors` names each field."""

    code = "invalid_input"
    http_status = 422
    message = _("Some of what was entered is not right.")

    @classmethod
    def at(cls, pointer: str, code: str, message: str) -> InvalidInput:
        return cls(problems=[FieldProblem(pointer, code, str(message))])

    def __str__(self) -> str:
        return "; ".join(f"{p.pointer}: {p.message}" for p in self.errors) or super().__str__()


class NotFound(LoanwrightError):
    """No such object, or not one this actor may see: the two must look the same."""

    code = "not_found"
    http_status = 404
    message = _("There is no such object.")


class NotAllowed(LoanwrightError):
    """The actor may see the object but may not do this to it."""

    code = "not_allowed"
    http_status = 403
    message = _("You are not allowed to do this.")


class IllegalMove(LoanwrightError):
    """The object's state machine has no such move from its present state."""

    code = "illegal_state"
    message = _("%(what)s is %(state)s: this step is not possible now.")


class MakerIsChecker(LoanwrightError):
    """Four eyes: the person who asked may not be the person who agrees."""

    code = "maker_is_checker"
    http_status = 403
    message = _("A second person must decide this: you may not approve your own request.")


class OutsideTransaction(RuntimeError):
    """A building block that must share its caller's transaction was called without one."""
