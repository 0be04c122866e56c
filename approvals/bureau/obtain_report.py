"""Gets the credit report of an application: with live consent, over HTTP, outside any transaction."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction

from accounts.selectors import live_consent
from accounts.states import ConsentPurpose
from approvals.bureau.adapter import bureau_client
from approvals.bureau.client import BureauError, BureauReport
from approvals.models import BureauAttempt, CreditReport
from core.actors import System
from core.audit import record
from core.calendar.business_date import open_date
from lending.locks import lock_application
from lending.states import ApplicationState

PURPOSE: Final = "loan_application"
TRIES: Final = 3  # DM4: then it is a task for people
ASKING: Final = "asking"
# An asker that has not come back after this long has died; its try counts as failed.
ASKING_SECONDS_MAX: Final = 60
REPORT_DAYS_MAX: Final = 30

Status = Literal["fetched", "unavailable", "no_consent", "ask_again", "not_waiting"]


@dataclass(frozen=True)
class Obtained:
    """`ask_again`: no answer yet, tries are left or somebody else is asking just now."""

    status: Status
    report: CreditReport | None = None


@dataclass(frozen=True)
class _Question:
    attempt_id: int
    consent_id: int
    consent_reference: str
    resident_id: str
    name: str
    on: dt.date


def obtain_report(*, application_id: str, at: dt.datetime) -> Obtained:
    """The report of a submitted application: the one at hand, or a fresh one.

    Each try leaves a BureauAttempt, written before the question goes out.
    """
    prepared = _prepare(application_id=application_id, at=at)
    if isinstance(prepared, Obtained):
        return prepared
    try:
        answer = bureau_client().report(
            resident_id=prepared.resident_id,
            name=prepared.name,
            purpose=PURPOSE,
            consent_reference=prepared.consent_reference,
            on=prepared.on,
        )
    except BureauError as error:
        BureauAttempt.objects.filter(pk=prepared.attempt_id).update(
            error=f"{error.code}: {error}"[:200]
        )
        return Obtained(_status_after_failure(application_id=application_id))
    return Obtained("fetched", _store(application_id, prepared, answer, at=at))


@transaction.atomic
def _prepare(*, application_id: str, at: dt.datetime) -> Obtained | _Question:
    application = lock_application(application_id)
    if application.state != ApplicationState.SUBMITTED:
        return Obtained("not_waiting")
    borrower = application.borrower
    consent = live_consent(borrower.public_id, ConsentPurpose.CREDIT_REPORT)
    if consent is None or not borrower.resident_id or not borrower.name:
        return Obtained("no_consent")
    at_hand = (
        CreditReport.objects.filter(
            application=application, fetched_at__gte=at - dt.timedelta(days=REPORT_DAYS_MAX)
        )
        .order_by("-pk")
        .first()
    )
    if at_hand is not None:
        return Obtained("fetched", at_hand)
    tries = _tries_since(application.pk, application.submitted_at)
    if any(
        error == ASKING and attempted_at > at - dt.timedelta(seconds=ASKING_SECONDS_MAX)
        for attempted_at, error in tries
    ):
        return Obtained("ask_again")
    if len(tries) >= TRIES:
        return Obtained("unavailable")
    attempt = BureauAttempt.objects.create(application=application, attempted_at=at, error=ASKING)
    record(
        "approvals.ask_bureau",
        actor=System("rules"),
        subject=application,
        reason=PURPOSE,
        details={"consent": consent.public_id, "try": len(tries) + 1},
    )
    return _Question(
        attempt_id=attempt.pk,
        consent_id=consent.pk,
        consent_reference=consent.public_id,
        resident_id=borrower.resident_id,
        name=borrower.name,
        on=open_date(),
    )


@transaction.atomic
def _status_after_failure(*, application_id: str) -> Status:
    application = lock_application(application_id)
    tries = len(_tries_since(application.pk, application.submitted_at))
    return "unavailable" if tries >= TRIES else "ask_again"


@transaction.atomic
def _store(
    application_id: str, question: _Question, answer: BureauReport, *, at: dt.datetime
) -> CreditReport:
    """Keep the whole answer, whatever became of the application meanwhile: it was asked for."""
    application = lock_application(application_id)
    BureauAttempt.objects.filter(pk=question.attempt_id).update(error="")
    report = CreditReport.objects.create(
        borrower_id=application.borrower_id,
        application=application,
        consent_id=question.consent_id,
        purpose=PURPOSE,
        bureau_reference=answer.report_id,
        body=json.dumps(answer.raw, sort_keys=True, ensure_ascii=False),
        fetched_at=at,
    )
    record("approvals.fetch_report", actor=System("rules"), subject=report, reason=PURPOSE)
    return report


def _tries_since(application_pk: int, since: dt.datetime | None) -> list[tuple[dt.datetime, str]]:
    tries = BureauAttempt.objects.filter(application_id=application_pk).exclude(error="")
    if since is not None:
        tries = tries.filter(attempted_at__gte=since)
    return list(tries.order_by("pk").values_list("attempted_at", "error"))
