"""Filing a complaint: it gets its number, its deadline and a notice at once (RULES C1)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from complaints import policies
from complaints.clock import deadlines
from complaints.models import Complaint
from complaints.states import Category
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.calendar.working_days import WorkingDays
from core.errors import FieldProblem, InvalidInput
from core.notifications import notify
from core.transitions import log_move
from lending.selectors import loan_for

TEXT_SHORTEST: Final = 5
TEXT_LONGEST: Final = 5000


@transaction.atomic
def file_complaint(
    *,
    borrower_id: str,
    category: str,
    text: str,
    channel: str,
    actor: Actor,
    at: dt.datetime,
    loan_id: str | None = None,
    partner_id: int | None = None,
) -> Complaint:
    """Register what a borrower (or an officer or partner for him) complains of; ids are public ones.

    `partner_id`, a primary key, is the partner who passed it on and may follow it.

    Raises InvalidInput naming the field, NotFound for a loan that is not the borrower's.
    """
    words = _checked(category=category, text=text)
    borrower = policies.complainant(actor=actor, borrower_id=borrower_id)
    loan = loan_for(actor, loan_id) if loan_id else None
    if loan is not None and loan.borrower_id != borrower.pk:
        raise InvalidInput.at("/loan", "not_this_borrowers", "this loan belongs to somebody else")
    received_on = open_date()
    clock = deadlines(
        received_on=received_on,
        working_days=WorkingDays(settings.LOANWRIGHT_INSTITUTION["country"]),
    )
    complaint = Complaint(
        number=_next_number(received_on),
        borrower=borrower,
        loan=loan,
        partner_id=partner_id,
        channel=channel,
        category=category,
        text=words,
        received_on=received_on,
        received_at=at,
        deadline_working_days=clock.working_days,
        deadline_calendar_days=clock.calendar_days,
        deadline=clock.binding,
    )
    complaint.save()
    log_move(complaint, source="", actor=actor)
    record(
        "complaints.file",
        actor=actor,
        subject=complaint,
        details={"number": complaint.number, "category": category, "deadline": clock.binding},
    )
    notify(
        recipient=borrower.public_id,
        template="complaint.registered",
        facts={
            "number": complaint.number,
            "deadline": clock.binding.isoformat(),
            "contact": settings.LOANWRIGHT_INSTITUTION["phone"],
        },
        at=at,
    )
    return complaint


def _checked(*, category: str, text: str) -> str:
    """The words without blanks around them. Raises InvalidInput with every field that is wrong."""
    words, problems = text.strip(), []
    if category not in Category.values:
        said = f"{category[:40]!r} is not one of {', '.join(Category.values)}"
        problems.append(FieldProblem("/category", "unknown_category", said))
    if not TEXT_SHORTEST <= len(words) <= TEXT_LONGEST:
        said = (
            f"write between {TEXT_SHORTEST} and {TEXT_LONGEST} characters; these are {len(words)}"
        )
        problems.append(FieldProblem("/text", "text_length", said))
    if problems:
        raise InvalidInput(problems=problems)
    return words


def _next_number(on: dt.date) -> str:
    """TS20261122-0001: one row of numbers a day, without gaps, under an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('complaints.number'))")
    count = Complaint.objects.filter(received_on=on).count()
    return f"TS{on:%Y%m%d}-{count + 1:04d}"
