"""Reading a stored paper at the desk: papers show personal data, so each look is on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.audit import record
from core.documents.store import read_document
from core.errors import InvalidInput, NotFound
from core.models import Document


@transaction.atomic
def open_document(
    *, document: Document | None, user: Any, reason: str, at: dt.datetime
) -> HttpResponse:
    """The paper itself, for a stated reason. Raises NotFound, InvalidInput without a reason."""
    if document is None:
        raise NotFound
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "say why you need to see it")
    actor = user.as_actor()
    record("core.open_document", actor=actor, subject=document, reason=reason.strip(), details={"about": document.subject_id})  # fmt: skip  # noqa: E501
    response = HttpResponse(read_document(document), content_type=document.content_type)
    extension = document.content_type.rpartition("/")[2]
    named = content_disposition_header(False, f"{document.public_id}.{extension}")
    response["Content-Disposition"] = named or "inline"
    response["Cache-Control"] = "no-store, private"
    return response
