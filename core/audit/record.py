"""The audit trail: who did what to what, why, in the transaction that did it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db import connection

from core.actors import Actor
from core.calendar.business_date import open_date
from core.errors import OutsideTransaction
from core.models import AuditEntry

# Id of the web request or task at work, set by the interfaces, so that its entries can be found together.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    action: str,
    *,
    actor: Actor,
    subject: Any,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write one entry. `subject` is a row with a public id; `details` hold no personal data.

    Raises OutsideTransaction: an entry never commits without what it tells of.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(action)
    AuditEntry.objects.create(
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        subject_kind=subject._meta.model_name,
        subject_id=getattr(subject, "public_id", "") or str(subject.pk),
        reason=reason,
        details=details or {},
        request_id=request_id.get(),
        business_on=open_date(),
    )
