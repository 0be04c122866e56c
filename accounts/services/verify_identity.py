from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError

from accounts.attempts import IDENTITY_BY_BORROWER, give_back, spend_try
from accounts.consent_texts import current_text
from accounts.errors import (
    AlreadyVerified,
    ConsentMissing,
    IdentityMismatch,
    IdentityServiceDown,
    IdentityTakenByAnother,
    UnderAge,
)
from accounts.events import BorrowersJoined
from accounts.identity.authority import ask_authority
from accounts.identity.client import IdentityOutcome, IdentityResult
from accounts.identity.documents import FULL_AGE, parse_name, parse_resident_id, years_old
from accounts.locks import lock_borrowers_of_person
from accounts.models import BankAccount, Borrower, Consent, IdentityCheck
from accounts.selectors import borrower_by_id, live_consent
from accounts.states import ConsentPurpose, IdentityState
from accounts.types import ResidentId
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import business_now
from core.errors import NotFound
from core.events import publish
from core.privacy.sealing import blind_index


def verify_identity(
    *, borrower_id: str, name: str, resident_id: str, actor: Actor, at: dt.datetime
) -> Borrower:
    """Check name and resident id with the authority and make them the borrower's (XC8).

    When the same person already has a record without a sign-in and with the same phone (a partner
    registered them), that record is kept and gets the sign-in (XC4): the borrower returned may have
    another public id than the one asked for.

    Raises NotFound, InvalidInput (name), InvalidResidentId, UnderAge (A11), ConsentMissing,
    AlreadyVerified, TooManyAttempts, IdentityMismatch, IdentityServiceDown, IdentityTakenByAnother.
    """
    borrower = borrower_by_id(borrower_id)
    if borrower.identity_state == IdentityState.VERIFIED:
        raise AlreadyVerified
    full_name, person = check_person(name=name, resident_id=resident_id, at=at)
    if live_consent(borrower_id, ConsentPurpose.IDENTITY_CHECK) is None:
        raise ConsentMissing(purpose=current_text(ConsentPurpose.IDENTITY_CHECK).title)  # type: ignore[union-attr]
    spent = spend_try(IDENTITY_BY_BORROWER, borrower_id, at=at)
    try:
        answer = ask_authority(name=full_name, resident_id=person.number)
    except IdentityServiceDown:
        give_back(spent)
        raise
    _keep_answer(borrower, answer, actor=actor, at=at)
    if answer.outcome != IdentityOutcome.MATCH:
        raise IdentityMismatch
    return _settle(borrower_id, full_name, person, actor=actor, at=at)


def check_person(*, name: str, resident_id: str, at: dt.datetime) -> tuple[str, ResidentId]:
    """What can be said without asking anybody: a possible name, a sound number, of full age.

    Raises InvalidInput, InvalidResidentId, UnderAge.
    """
    full_name = parse_name(name)
    person = parse_resident_id(resident_id)
    if years_old(person.born_on, on=business_now(at=at).date()) < FULL_AGE:
        raise UnderAge
    return full_name, person


def _keep_answer(
    borrower: Borrower, answer: IdentityResult, *, actor: Actor, at: dt.datetime
) -> None:
    """The question and its answer stay on record even when the answer is no."""
    with transaction.atomic():
        IdentityCheck.objects.create(
            borrower=borrower,
            result=str(answer.outcome),
            provider_reference=answer.request_id[:80],
            asked_at=at,
        )
        details = {"result": str(answer.outcome), "reference": answer.request_id[:80]}
        record("accounts.check_identity", actor=actor, subject=borrower, details=details)


def _settle(
    borrower_id: str, name: str, person: ResidentId, *, actor: Actor, at: dt.datetime
) -> Borrower:
    index = blind_index("resident_id", person.number)
    with transaction.atomic():
        rows = lock_borrowers_of_person(index, borrower_id)
        mine = next((row for row in rows if row.public_id == borrower_id), None)
        if mine is None:
            raise NotFound
        if mine.identity_state == IdentityState.VERIFIED:
            raise AlreadyVerified
        known = next((row for row in rows if row.resident_id_index == index), None)
        if known is not None and known.pk != mine.pk:
            return _join(known, mine, actor=actor)
        mark_verified(mine, name=name, person=person, at=at)
        mine.save()
        record("accounts.verify_identity", actor=actor, subject=mine)
        return mine


def mark_verified(borrower: Borrower, *, name: str, person: ResidentId, at: dt.datetime) -> None:
    """Set the verified facts on a row; the caller saves it and writes the audit entry."""
    borrower.name = name
    borrower.resident_id = person.number
    borrower.resident_id_index = blind_index("resident_id", person.number)
    borrower.identity_state = IdentityState.VERIFIED
    borrower.verified_at = business_now(at=at)


def _join(known: Borrower, mine: Borrower, *, actor: Actor) -> Borrower:
    """Give the sign-in of `mine` to `known`, which is the same person, and drop the empty row.

    Name and number alone do not prove that it is the person who types them: the phone, proved by a
    code at sign-up, must be the one on record too.
    """
    if known.user_id is not None or known.phone_index != mine.phone_index:
        raise IdentityTakenByAnother
    user, gone_id = mine.user, mine.public_id
    mine.user = None
    mine.save(update_fields=["user"])
    known.user = user
    known.language = mine.language
    known.save(update_fields=["user", "language"])
    held = set(
        Consent.objects.filter(borrower=known, withdrawn_at=None)
        .order_by("pk")
        .values_list("purpose", flat=True)
    )
    for consent in Consent.objects.filter(borrower=mine).order_by("pk"):
        if consent.withdrawn_at is None and consent.purpose in held:
            # One live consent a purpose: the one just given on the web replaces the partner's.
            Consent.objects.filter(
                borrower=known, purpose=consent.purpose, withdrawn_at=None
            ).update(withdrawn_at=consent.given_at)
        consent.borrower = known
        consent.save(update_fields=["borrower"])
    IdentityCheck.objects.filter(borrower=mine).update(borrower=known)
    BankAccount.objects.filter(borrower=mine).update(borrower=known)
    publish(BorrowersJoined(kept_id=known.pk, gone_id=mine.pk))
    try:
        mine.delete()
    except ProtectedError as error:
        # A later stage holds something to this row that it did not move: join nothing.
        raise IdentityTakenByAnother from error
    details = {"joined": gone_id}
    record("accounts.join_borrowers", actor=actor, subject=known, details=details)
    return known
