from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.selectors import borrower_of_user
from accounts.services.sign_up import check_password
from core.actors import Actor
from core.audit import record
from core.notifications import notify


def change_password(*, user: User, new_password: str, actor: Actor, at: dt.datetime) -> None:
    """Give a signed-in borrower a new password; every other session of theirs ends with it.

    The caller has made sure that it is still the same person. Raises PasswordTooWeak.
    """
    borrower = borrower_of_user(user)
    check_password(new_password, phone=borrower.phone or "", user=user)
    with transaction.atomic():
        user.set_password(new_password)
        user.save(update_fields=["password"])
        record("accounts.change_password", actor=actor, subject=borrower)
        notify(recipient=borrower.public_id, template="security.password_changed", facts={}, at=at)
