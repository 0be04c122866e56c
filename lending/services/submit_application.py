"""Handing a request in for a decision."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from accounts.errors import ConsentMissing, IdentityNotVerified
from accounts.states import ConsentPurpose, IdentityState
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.events import publish
from core.transitions import move
from lending.application_input import read_purpose, read_terms
from lending.errors import BankAccountMissing
from lending.events import ApplicationSubmitted
from lending.locks import lock_application
from lending.models import Application
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ApplicationState
from products.selectors import published_version

# The identity check and the bank account had their own consents when they were made.
CONSENTS_NEEDED: Final = (ConsentPurpose.PRIVACY, ConsentPurpose.CREDIT_REPORT)


@transaction.atomic
def submit_application(*, application_id: str, actor: Actor, at: dt.datetime) -> Application:
    """Submit a draft or recalled application, on the product's present version.

    Raises NotFound, IllegalMove, IdentityNotVerified (XC8), ConsentMissing (PIPL 13; credit bureau
    rules art. 18), BankAccountMissing, NoSuchProduct when the product is no longer offered,
    InvalidInput when its present version does not offer the terms.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    require_state(application, ApplicationState.DRAFT, ApplicationState.RECALLED)
    borrower = application.borrower
    if borrower.identity_state != IdentityState.VERIFIED:
        raise IdentityNotVerified
    given = set(
        borrower.consents.filter(withdrawn_at=None).order_by("pk").values_list("purpose", flat=True)
    )
    for purpose in CONSENTS_NEEDED:
        if purpose not in given:
            raise ConsentMissing(purpose=purpose.label)
    account = application.bank_account
    if account is None or account.removed_at is not None or account.borrower_id != borrower.pk:
        raise BankAccountMissing
    version = published_version(application.product_version.product.code)
    read_terms(
        version=version,
        amount=application.amount,
        instalments=application.instalments,
        method=application.method,
        on=open_date(),
    )
    read_purpose(version=version, purpose=application.purpose)
    application.product_version = version
    application.touched_on = open_date()
    move(application, "submit", actor=actor, at=at)
    record("lending.submit_application", actor=actor, subject=application)
    publish(ApplicationSubmitted(application_id=application.pk, borrower_id=borrower.pk))
    return application
