"""A paper that supports an application: proof of income, an invoice, a photograph."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.documents.store import check_upload, store_document
from core.errors import InvalidInput
from core.models import Document
from lending.errors import TooManyDocuments
from lending.locks import lock_application
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ApplicationState as S

DOCUMENTS_MAX: Final = 20
_KIND = re.compile(r"[a-z][a-z_]{1,39}\Z")
# Kinds that the platform itself makes: a paper from outside is never taken for one of them.
_OUR_OWN: Final = ("contract", "settlement_certificate", "receipt", "voucher")


@transaction.atomic
def attach_document(
    *, application_id: str, kind: str, name: str, body: bytes, actor: Actor, at: dt.datetime
) -> Document:
    """Keep a file with an application that is not ended.

    Raises NotFound, IllegalMove, TooManyDocuments, InvalidInput for a file that is not what we take.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    require_state(
        application, S.DRAFT, S.SUBMITTED, S.RECALLED, S.IN_REVIEW, S.APPROVED, S.CONTRACTED
    )
    if not _KIND.match(kind) or kind in _OUR_OWN:
        raise InvalidInput.at("/kind", "invalid_kind", "2 to 40 small letters and underscores")
    content_type = check_upload(name, body)
    pile = Document.objects.filter(subject_kind="application", subject_id=application.public_id)
    if pile.count() >= DOCUMENTS_MAX:
        raise TooManyDocuments(most=DOCUMENTS_MAX)
    document = store_document(
        kind=kind,
        owner=application.borrower.public_id,
        subject_kind="application",
        subject_id=application.public_id,
        title=kind,
        content_type=content_type,
        body=body,
        made_by=actor.key,
        at=at,
    )
    record(
        "lending.attach_document",
        actor=actor,
        subject=application,
        details={"document": document.public_id, "kind": kind, "sha256": document.sha256},
    )
    return document
