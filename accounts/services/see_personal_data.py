"""An officer's look behind the masks: for a stated reason, each one on record (G8)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import Borrower
from accounts.policies import StaffUser, may_see_personal_data
from accounts.types import PersonalData
from core.audit import record
from core.errors import InvalidInput, NotAllowed, NotFound


@transaction.atomic
def see_personal_data(
    *, borrower_id: str, user: StaffUser, reason: str, at: dt.datetime
) -> PersonalData:
    """Name, phone, resident id and e-mail in full. Raises NotFound, NotAllowed, InvalidInput without a reason."""
    if not may_see_personal_data(user):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "say why you need to see this")
    borrower = Borrower.objects.filter(public_id=borrower_id).first()
    if borrower is None:
        raise NotFound
    record(
        "accounts.see_personal_data",
        actor=user.as_actor(),
        subject=borrower,
        reason=reason.strip(),
    )
    return PersonalData(
        name=borrower.name or "",
        phone=borrower.phone or "",
        resident_id=borrower.resident_id or "",
        email=borrower.email or "",
    )
