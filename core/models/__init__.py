from core.models.audit import AuditEntry, TransitionLog
from core.models.calendar import BusinessDate, ClosedDate, WorkingDayOverride
from core.models.day_end import DayEndChunk, QuarantinedObligation
from core.models.documents import Document
from core.models.four_eyes import FourEyesRequest
from core.models.idempotency import IdempotencyRecord
from core.models.notifications import Notification, OneTimeCode
from core.models.outbox import OutboxMessage

__all__ = [
    "AuditEntry",
    "BusinessDate",
    "ClosedDate",
    "DayEndChunk",
    "Document",
    "FourEyesRequest",
    "IdempotencyRecord",
    "Notification",
    "OneTimeCode",
    "OutboxMessage",
    "QuarantinedObligation",
    "TransitionLog",
    "WorkingDayOverride",
]
