"""A new request for a loan, as a draft."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.locks import lock_borrower
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.errors import NotFound
from core.transitions import log_move
from lending.application_input import find_bank_account, read_income, read_purpose, read_terms
from lending.errors import DuplicateExternalRef
from lending.models import Application
from products.selectors import published_version


@transaction.atomic
def create_application(
    *,
    borrower_id: str,
    product_code: str,
    amount: object,
    instalments: object,
    purpose: str,
    method: str | None = None,
    monthly_income: object = None,
    bank_account_id: str | None = None,
    channel: str = "web",
    partner_id: int | None = None,
    external_ref: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Application:
    """Write down what a borrower wants, themselves or through a partner (`partner_id`: primary key).

    Raises NotFound for another's borrower, NoSuchProduct, InvalidInput with each wrong field,
    DuplicateExternalRef when the partner's number is taken.
    """
    version = published_version(product_code)
    on = open_date()
    terms = read_terms(
        version=version, amount=amount, instalments=instalments, method=method, on=on
    )
    facts = {
        "purpose": read_purpose(version=version, purpose=purpose),
        "monthly_income": read_income(version=version, income=monthly_income),
    }
    borrower = lock_borrower(
        borrower_id
    )  # one at a time: the partner's number stays unique without a race
    if actor.kind == "borrower" and not _is_self(actor, borrower):
        raise NotFound
    account = find_bank_account(borrower=borrower, account_id=bank_account_id)
    if (
        partner_id is not None
        and external_ref
        and Application.objects.filter(partner_id=partner_id, external_ref=external_ref).exists()
    ):
        raise DuplicateExternalRef(external_ref=external_ref[:120])
    application = Application.objects.create(
        borrower=borrower,
        product_version=version,
        bank_account=account,
        partner_id=partner_id,
        external_ref=external_ref,
        channel=channel,
        touched_on=on,
        **terms,
        **facts,
    )
    log_move(application, source="", actor=actor)
    record(
        "lending.create_application",
        actor=actor,
        subject=application,
        details={"product": product_code, "channel": channel},
    )
    return application


def _is_self(actor: Actor, borrower: object) -> bool:
    user = getattr(borrower, "user", None)
    return actor.id in (getattr(borrower, "public_id", None), user.username if user else None)
