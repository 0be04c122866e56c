from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.consent_texts import current_text
from accounts.errors import ConsentMissing, IdentityMismatch
from accounts.identity.authority import ask_authority
from accounts.identity.client import IdentityOutcome
from accounts.locks import lock_borrower
from accounts.models import Borrower, IdentityCheck
from accounts.phones import parse_phone
from accounts.selectors import borrower_of_person
from accounts.services.give_consent import check_version, write_consent
from accounts.services.verify_identity import check_person, mark_verified
from accounts.states import ConsentPurpose
from accounts.types import ConsentInput, ResidentId
from core.actors import Actor
from core.audit import record
from core.errors import InvalidInput
from core.privacy.sealing import blind_index


def find_or_register_customer(
    *,
    name: str,
    resident_id: str,
    phone: str,
    channel: str,
    consents: Sequence[ConsentInput],
    actor: Actor,
    at: dt.datetime,
    email: str = "",
) -> Borrower:
    """The one borrower behind a resident id, made on first sight (XC4), consents entered.

    It asks the authority, so call it outside of transactions. A known person keeps the phone and
    the name on record: a partner cannot redirect somebody's messages.

    Raises InvalidInput, InvalidResidentId, UnderAge, ConsentMissing, IdentityMismatch (also when a
    known person comes under another name), IdentityServiceDown.
    """
    full_name, person = check_person(name=name, resident_id=resident_id, at=at)
    number = parse_phone(phone)
    purposes = {consent.purpose for consent in consents if check_version(consent)}
    if len(purposes) != len(consents):
        message = _("Each purpose may stand in the list once.")
        raise InvalidInput.at("/consents", "purpose_twice", message)
    known = borrower_of_person(person.number)
    if known is None:
        if ConsentPurpose.IDENTITY_CHECK not in purposes:
            text = current_text(ConsentPurpose.IDENTITY_CHECK)
            raise ConsentMissing(purpose=text.title)  # type: ignore[union-attr]
        known = _register(full_name, person, number, email, channel=channel, actor=actor, at=at)
    if known.name != full_name:
        raise IdentityMismatch
    with transaction.atomic():
        borrower = lock_borrower(known.public_id)
        for consent in consents:
            write_consent(borrower, consent, channel=channel, actor=actor, at=at)
    return borrower


def _register(
    name: str,
    person: ResidentId,
    phone: str,
    email: str,
    *,
    channel: str,
    actor: Actor,
    at: dt.datetime,
) -> Borrower:
    answer = ask_authority(name=name, resident_id=person.number)
    if answer.outcome != IdentityOutcome.MATCH:
        raise IdentityMismatch
    borrower = Borrower(
        phone=phone, phone_index=blind_index("phone", phone), email=email.strip() or None
    )
    mark_verified(borrower, name=name, person=person, at=at)
    try:
        with transaction.atomic():
            borrower.save(force_insert=True)
            IdentityCheck.objects.create(
                borrower=borrower,
                result=str(answer.outcome),
                provider_reference=answer.request_id[:80],
                asked_at=at,
            )
            details = {"channel": channel, "reference": answer.request_id[:80]}
            record("accounts.register_customer", actor=actor, subject=borrower, details=details)
    except IntegrityError:
        # Another request registered the same person meanwhile: that row is the person.
        winner = borrower_of_person(person.number)
        if winner is None:
            raise
        return winner
    return borrower
