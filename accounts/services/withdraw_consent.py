from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.consent_texts import current_text
from accounts.errors import ConsentNeeded
from accounts.events import ConsentWithdrawn
from accounts.locks import lock_borrower
from accounts.models import Consent
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import business_now
from core.errors import NotFound
from core.events import publish
from core.notifications import notify


def withdraw_consent(*, borrower_id: str, purpose: str, actor: Actor, at: dt.datetime) -> Consent:
    """End a live consent, as easily as it was given (PIPL 15-16).

    Raises NotFound when none lives, ConsentNeeded for those that the sign-in itself rests on.
    """
    with transaction.atomic():
        borrower = lock_borrower(borrower_id)
        consent = (
            Consent.objects.filter(borrower=borrower, purpose=purpose, withdrawn_at=None)
            .order_by("pk")
            .first()
        )
        if consent is None:
            raise NotFound
        text = current_text(purpose)
        if text is not None and text.is_required:
            raise ConsentNeeded
        consent.withdrawn_at = max(business_now(at=at), consent.given_at)
        consent.save(update_fields=["withdrawn_at"])
        details = {"purpose": purpose, "version": consent.version}
        record("accounts.withdraw_consent", actor=actor, subject=consent, details=details)
        notify(
            recipient=borrower.public_id,
            template="consent.withdrawn",
            facts={"purpose": text.title_in(borrower.language) if text else purpose},
            at=at,
        )
        publish(ConsentWithdrawn(borrower_id=borrower.pk, purpose=purpose))
        return consent
