"""Reads what a reviewer hands in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approvals.errors import ReviewClaimedByAnother
from approvals.models import ReviewCase, ReviewNote
from approvals.policies import may_work_on
from approvals.reasons import OFFICER_CODES
from approvals.states import ReviewState
from approvals.types import Officer
from core.errors import IllegalMove, InvalidInput, MakerIsChecker, NotAllowed
from core.money import parse_amount
from lending.exposure import room_of

if TYPE_CHECKING:
    import datetime as dt

    from lending.models import Application

NOTE_LENGTH_MAX: Final = 4000


def require_worker(user: Officer, case: ReviewCase, *states: ReviewState) -> None:
    """The case is on the right desk, and this officer may and does work on it.

    Raises IllegalMove, NotAllowed, MakerIsChecker when they made the first review (SC2),
    ReviewClaimedByAnother.
    """
    if case.state not in states:
        raise IllegalMove(what=f"review {case.public_id}", state=case.state)
    if not may_work_on(user, case):
        raise NotAllowed
    if case.state == ReviewState.SECOND_REVIEW and case.first_reviewer_id == user.pk:
        raise MakerIsChecker
    if case.claimed_by_id not in (None, user.pk):
        raise ReviewClaimedByAnother


def read_note(note: str) -> str:
    """Raises InvalidInput: whoever decides says why (SC14, SC15)."""
    text = (note or "").strip()
    if not text:
        raise InvalidInput.at("/note", "required", "write what you found")
    if len(text) > NOTE_LENGTH_MAX:
        raise InvalidInput.at("/note", "too_long", f"at most {NOTE_LENGTH_MAX} characters")
    return text


def read_choice(value: str, pointer: str, *choices: str) -> str:
    """Raises InvalidInput."""
    if value not in choices:
        raise InvalidInput.at(pointer, "not_a_choice", f"must be one of {', '.join(choices)}")
    return value


def read_codes(codes: Sequence[str]) -> tuple[str, ...]:
    """Grounds of a refusal; without any, the general one. Raises InvalidInput."""
    for code in codes:
        read_choice(code, "/reason_codes", *OFFICER_CODES)
    return tuple(dict.fromkeys(codes)) or OFFICER_CODES[:1]


def read_limit(value: object, application: Application) -> Decimal:
    """A limit within product, its steps, and the room under the institution's cap.

    Raises InvalidInput, naming the bound.
    """
    version = application.product_version
    limit = parse_amount(value, version.currency, pointer="/limit")
    room = room_of(borrower_id=application.borrower_id, currency=version.currency)
    most = min(version.amount_max, room)
    if not version.amount_min <= limit <= most:
        raise InvalidInput.at(
            "/limit",
            "limit_out_of_range",
            f"{limit} is not between {version.amount_min} and {most}",
        )
    if limit % version.amount_step:
        raise InvalidInput.at(
            "/limit", "limit_not_in_steps", f"{limit} is not a multiple of {version.amount_step}"
        )
    return limit


def write_note(
    case: ReviewCase, user: Officer, *, recommendation: str, text: str, at: dt.datetime
) -> ReviewNote:
    return ReviewNote.objects.create(
        case=case,
        stage=case.state,
        author_id=user.pk,
        recommendation=recommendation,
        text=text,
        written_at=at,
    )
