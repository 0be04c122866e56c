"""People for tests: sound resident ids, borrowers made through the services."""

from __future__ import annotations

import datetime as dt
import itertools

from stdnum.cn import ric

from accounts.consent_texts import VERSION
from accounts.models import Borrower, User
from accounts.services import create_staff
from accounts.services.give_consent import write_consent
from accounts.services.verify_identity import mark_verified
from accounts.states import ConsentPurpose, Role
from accounts.types import ConsentInput, ResidentId
from core.actors import System
from core.privacy.sealing import blind_index

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PASSWORD = "correct horse battery"
_serial = itertools.count(1)


def make_resident_id(born_on: dt.date = dt.date(1990, 3, 7), *, serial: int | None = None) -> str:
    """A number with a right check digit; a new one each time."""
    number = next(_serial) if serial is None else serial
    front = f"110101{born_on:%Y%m%d}{number % 1000:03d}"
    return front + ric.calc_check_digit(front + "0")  # it ignores the last character


def make_phone() -> str:
    return f"+86138{next(_serial):08d}"


def consents(*purposes: str) -> list[ConsentInput]:
    """These purposes (default: all but marketing) in the current version."""
    wanted = purposes or [p.value for p in ConsentPurpose if p != ConsentPurpose.MARKETING]
    return [ConsentInput(purpose=str(purpose), version=VERSION) for purpose in wanted]


def make_borrower(
    *,
    name: str = "王小明",
    phone: str | None = None,
    resident_id: str | None = None,
    born_on: dt.date = dt.date(1990, 3, 7),
    is_verified: bool = True,
    has_sign_in: bool = True,
    purposes: tuple[str, ...] = (),
    at: dt.datetime = NOON,
) -> Borrower:
    """A borrower with a sign-in, a checked identity and consents, without asking the outside."""
    number = phone or make_phone()
    user = User.objects.create_borrower_user(password=PASSWORD) if has_sign_in else None
    borrower = Borrower(user=user, phone=number, phone_index=blind_index("phone", number))
    if is_verified:
        resident_number = resident_id or make_resident_id(born_on)
        mark_verified(borrower, name=name, person=ResidentId(resident_number, born_on), at=at)
    borrower.save()
    for consent in consents(*purposes):
        write_consent(borrower, consent, channel="web", actor=System("test"), at=at)
    return borrower


def make_staff(*roles: Role, username: str = "") -> User:
    """A staff member with these roles."""
    name = username or f"officer{next(_serial)}"
    return create_staff(
        username=name,
        password=PASSWORD,
        full_name=name.title(),
        roles=roles or (Role.FIRST_REVIEWER,),
        actor=System("test"),
    )
