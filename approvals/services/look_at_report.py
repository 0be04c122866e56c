"""An officer's look at a credit report: for a stated reason, each one on record (XC6, RULES D11)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import transaction

from approvals.locks import lock_open_case_of
from approvals.models import CreditReport
from approvals.policies import may_look_at_report
from approvals.types import Officer
from core.audit import record
from core.errors import InvalidInput, NotAllowed, NotFound


@transaction.atomic
def look_at_report(
    *, report_id: str, user: Officer, reason: str, at: dt.datetime
) -> dict[str, Any]:
    """The report's content. Raises NotFound, NotAllowed, InvalidInput without a reason."""
    report = CreditReport.objects.filter(public_id=report_id).order_by("pk").first()
    if report is None:
        raise NotFound
    open_case = lock_open_case_of(report.application_id)
    if not may_look_at_report(user, report, open_case=open_case):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "say why you need to see the report")
    record("approvals.look_at_report", actor=user.as_actor(), subject=report, reason=reason.strip())
    content: dict[str, Any] = json.loads(report.body)
    return content
