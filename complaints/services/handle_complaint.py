"""The handler's steps: take, extend with a reason, answer, close; the borrower's: withdraw."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from accounts.models import User
from complaints import policies
from complaints.clock import latest_extension
from complaints.errors import ExtensionTooLong, HandlerHasInterest, RedressPending
from complaints.locks import lock_complaint
from complaints.models import Complaint
from complaints.states import RedressState
from core.actors import Actor
from core.audit import record
from core.calendar.working_days import WorkingDays
from core.errors import InvalidInput, NotFound
from core.notifications import notify
from core.transitions import move


@transaction.atomic
def take_complaint(*, complaint_id: str, user: User, at: dt.datetime) -> Complaint:
    """Become the complaint's owner. Raises NotAllowed, HandlerHasInterest, IllegalMove."""
    policies.require_handler_role(user)
    complaint = lock_complaint(complaint_id)
    if complaint.loan and complaint.loan.collection_cases.filter(collector=user).exists():
        raise HandlerHasInterest
    move(complaint, "take", actor=user.as_actor(), at=at, handler_id=user.pk)
    record("complaints.take", actor=user.as_actor(), subject=complaint)
    return complaint


@transaction.atomic
def extend_complaint(
    *, complaint_id: str, user: User, deadline: dt.date, reason: str, at: dt.datetime
) -> Complaint:
    """Move the deadline of a complex complaint, once told why (RULES C2).

    Raises NotTheHandler, ExtensionTooLong, InvalidInput without a reason.
    """
    complaint = lock_complaint(complaint_id)
    policies.require_handler(user, complaint)
    _require_text(reason, "/reason")
    latest = latest_extension(
        received_on=complaint.received_on,
        working_days=WorkingDays(settings.LOANWRIGHT_INSTITUTION["country"]),
    )
    if not complaint.deadline < deadline <= latest:
        raise ExtensionTooLong(old=complaint.deadline, latest=latest)
    move(
        complaint,
        "extend",
        actor=user.as_actor(),
        at=at,
        reason=reason,
        deadline=deadline,
        why=reason,
    )
    record("complaints.extend", actor=user.as_actor(), subject=complaint, reason=reason)
    _tell(complaint, "complaint.extended", at, deadline=deadline.isoformat(), reason=reason)
    return complaint


@transaction.atomic
def answer_complaint(*, complaint_id: str, user: User, text: str, at: dt.datetime) -> Complaint:
    """Give the borrower the answer. Raises NotTheHandler, RedressPending, InvalidInput, IllegalMove."""
    complaint = lock_complaint(complaint_id)
    policies.require_handler(user, complaint)
    _require_text(text, "/text")
    if complaint.redress.filter(state=RedressState.REQUESTED).exists():
        raise RedressPending
    move(complaint, "give_answer", actor=user.as_actor(), at=at, text=text.strip())
    record("complaints.answer", actor=user.as_actor(), subject=complaint)
    _tell(complaint, "complaint.answered", at)
    return complaint


@transaction.atomic
def close_complaint(*, complaint_id: str, user: User, at: dt.datetime) -> Complaint:
    """Close an answered complaint. Raises NotTheHandler, IllegalMove."""
    complaint = lock_complaint(complaint_id)
    policies.require_handler(user, complaint)
    move(complaint, "close", actor=user.as_actor(), at=at)
    record("complaints.close", actor=user.as_actor(), subject=complaint)
    _tell(complaint, "complaint.closed", at)
    return complaint


@transaction.atomic
def withdraw_complaint(
    *, complaint_id: str, borrower_id: int, actor: Actor, at: dt.datetime
) -> Complaint:
    """The borrower takes it back; the procedure ends the same day (RULES C6). Raises NotFound, IllegalMove."""
    complaint = lock_complaint(complaint_id)
    if complaint.borrower_id != borrower_id:
        raise NotFound
    move(complaint, "withdraw", actor=actor, at=at)
    record("complaints.withdraw", actor=actor, subject=complaint)
    return complaint


def _require_text(text: str, pointer: str) -> None:
    if not 5 <= len(text.strip()) <= 5000:
        raise InvalidInput.at(pointer, "text_length", "write between 5 and 5000 characters")


def _tell(complaint: Complaint, template: str, at: dt.datetime, **facts: str) -> None:
    notify(
        recipient=complaint.borrower.public_id,
        template=template,
        facts={"number": complaint.number, **facts},
        at=at,
    )
