"""Reads of this stage. What a person may not see is NotFound."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from accounts import policies
from accounts.identity.documents import years_old
from accounts.models import BankAccount, Borrower, Consent, Partner, User
from accounts.phones import parse_phone
from accounts.policies import StaffUser
from core.errors import NotAllowed, NotFound
from core.notifications import Address
from core.privacy.sealing import blind_index


def borrower_of_user(user: User) -> Borrower:
    """The borrower behind a sign-in. Raises NotFound (staff are nobody's borrower)."""
    return _found(Borrower.objects.filter(user=user))


def borrower_by_id(public_id: str) -> Borrower:
    """Raises NotFound."""
    return _found(Borrower.objects.filter(public_id=public_id))


def borrower_of_person(resident_id: str) -> Borrower | None:
    """The one record of a person, by the resident id number (XC4)."""
    index = blind_index("resident_id", resident_id.upper())
    return Borrower.objects.filter(resident_id_index=index).order_by("pk").first()


def borrowers_by_phone(phone: str) -> list[Borrower]:
    """Everybody with this phone on record, for officers. Raises InvalidInput."""
    index = blind_index("phone", parse_phone(phone))
    return list(Borrower.objects.filter(phone_index=index).order_by("pk"))


def live_consent(borrower_id: str, purpose: str) -> Consent | None:
    """The consent for a purpose that holds now; no purpose stands in for another (PIPL 14)."""
    return (
        Consent.objects.filter(borrower__public_id=borrower_id, purpose=purpose, withdrawn_at=None)
        .order_by("-pk")
        .first()
    )


def consents_of(borrower: Borrower) -> list[Consent]:
    """The whole ledger of one borrower, newest first."""
    return list(Consent.objects.filter(borrower=borrower).order_by("-given_at", "-pk"))


def bank_accounts_of(borrower: Borrower) -> QuerySet[BankAccount]:
    """The live accounts, oldest first."""
    return BankAccount.objects.filter(borrower=borrower, removed_at=None).order_by("pk")


def bank_account_of(borrower: Borrower, account_id: str) -> BankAccount:
    """One live account of this borrower. Raises NotFound."""
    account = bank_accounts_of(borrower).filter(public_id=account_id).first()
    if account is None:
        raise NotFound
    return account


def age_on(borrower: Borrower, on: dt.date) -> int | None:
    """Completed years on a date, by the verified resident id; None while nothing is verified."""
    number = borrower.resident_id
    if not number:
        return None
    born_on = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return years_old(born_on, on=on)


def partner_of_application(application: Any) -> Partner:
    """The partner that an API token belongs to. Raises NotAllowed when it may not act."""
    partner = (
        Partner.objects.filter(oauth_application=application, is_active=True).order_by("pk").first()
    )
    if partner is None:
        raise NotAllowed
    return partner


def may_see_personal_data(user: StaffUser) -> bool:
    """Whether an officer may look behind the masks, for the buttons of later stages."""
    return policies.may_see_personal_data(user)


def address_of(public_id: str) -> Address | None:
    """Where a borrower reads messages; None for somebody without a phone (imported books)."""
    borrower = Borrower.objects.filter(public_id=public_id).order_by("pk").first()
    if borrower is None or not borrower.phone:
        return None
    return Address(phone=borrower.phone, language=borrower.language)


def _found(borrowers: QuerySet[Borrower]) -> Borrower:
    borrower = borrowers.order_by("pk").first()
    if borrower is None:
        raise NotFound
    return borrower
