from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.consent_texts import current_text
from accounts.locks import lock_borrower
from accounts.models import Borrower, Consent
from accounts.types import ConsentInput
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import business_now
from core.errors import InvalidInput

# A partner's clock may run a little ahead of ours.
_CLOCKS_DIFFER = dt.timedelta(minutes=5)


def give_consent(
    *,
    borrower_id: str,
    purpose: str,
    version: str,
    channel: str,
    actor: Actor,
    at: dt.datetime,
    evidence: dict[str, Any] | None = None,
) -> Consent:
    """Enter one consent into the ledger (PIPL 13-14, 29).

    The same version given again is the consent that already lives; another version ends the older
    one. Raises NotFound, InvalidInput for an unknown purpose or a text that is not the current one.
    """
    consent = ConsentInput(purpose=purpose, version=version, evidence=evidence or {})
    with transaction.atomic():
        borrower = lock_borrower(borrower_id)
        return write_consent(borrower, consent, channel=channel, actor=actor, at=at)


def write_consent(
    borrower: Borrower, consent: ConsentInput, *, channel: str, actor: Actor, at: dt.datetime
) -> Consent:
    """The same for a borrower whose row the caller has locked or just made."""
    text = check_version(consent)
    given_at = _given_at(consent, at=at)
    live = (
        Consent.objects.filter(borrower=borrower, purpose=consent.purpose, withdrawn_at=None)
        .order_by("pk")
        .first()
    )
    if live is not None and live.version == consent.version:
        return live
    if live is not None:
        live.withdrawn_at = max(given_at, live.given_at)
        live.save(update_fields=["withdrawn_at"])
    row = Consent.objects.create(
        borrower=borrower,
        purpose=consent.purpose,
        version=consent.version,
        given_at=given_at,
        channel=channel,
        evidence={"text_sha256": text.digest, **consent.evidence},
    )
    details = {"purpose": consent.purpose, "version": consent.version, "channel": channel}
    record("accounts.give_consent", actor=actor, subject=row, details=details)
    return row


def check_version(consent: ConsentInput, *, pointer: str = "/consents") -> Any:
    """The text agreed to. Raises InvalidInput unless it is the purpose's current version."""
    text = current_text(consent.purpose)
    if text is None:
        message = _("There is no consent of this purpose.")
        raise InvalidInput.at(pointer, "unknown_purpose", message)
    if consent.version != text.version:
        message = _("This text has been replaced; please agree to version %s.") % text.version
        raise InvalidInput.at(pointer, "not_the_current_version", message)
    return text


def _given_at(consent: ConsentInput, *, at: dt.datetime) -> dt.datetime:
    """Consents follow the business date with the real time of day; a partner says when."""
    now = business_now(at=at)
    if consent.given_at is None:
        return now
    if consent.given_at.tzinfo is None or consent.given_at > max(now, at) + _CLOCKS_DIFFER:
        message = _("The time of the consent needs a zone and may not lie in the future.")
        raise InvalidInput.at("/consents/given_at", "invalid_time", message)
    return consent.given_at
