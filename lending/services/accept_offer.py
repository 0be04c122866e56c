"""The borrower takes an offer: amount and term, frozen in a contract to be read and signed."""

from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.locks import lock_borrower
from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.ids import ALPHABET
from core.money import format_amount, parse_amount
from core.transitions import log_move, move
from lending.contracts.statement_digest import statement_digest
from lending.errors import (
    BankAccountMissing,
    DeductedInAdvance,
    ExposureExceeded,
    OverLimit,
)
from lending.exposure import room_of
from lending.locks import lock_application
from lending.models import Application, Contract
from lending.policies import require_applicant
from lending.selectors import application_for
from lending.state_check import require_offer_stands, require_state
from lending.states import ApplicationState
from products.maths import MATHS_VERSION
from products.services import quote_product, terms_for


@transaction.atomic
def accept_offer(
    *, application_id: str, amount: object, instalments: object, actor: Actor, at: dt.datetime
) -> Contract:
    """Make the contract of an approved application, within its limit and the borrower's room.

    A partner has shown the cost statement on its own page, so there it counts as shown.
    Raises NotFound, IllegalMove, OfferExpired, OverLimit (XC7), ExposureExceeded (RULES A5),
    BankAccountMissing, DeductedInAdvance (RULES P9), InvalidInput.
    """
    seen = application_for(actor, application_id)
    # The borrower's lock first: two offers taken at once must see one another's amount.
    borrower = lock_borrower(seen.borrower.public_id)
    application = lock_application(application_id)
    require_applicant(actor, application)
    require_state(application, ApplicationState.APPROVED)
    version, on = application.product_version, open_date()
    require_offer_stands(application, on=on)
    value = parse_amount(amount, version.currency)
    limit = application.limit or Decimal(0)
    if value > limit:
        raise OverLimit(limit=format_amount(limit, version.currency))
    account = application.bank_account
    if account is None or account.removed_at is not None or account.borrower_id != borrower.pk:
        raise BankAccountMissing
    _require_room(borrower_id=borrower.pk, value=value, currency=version.currency)
    contract = _make_contract(application, value=value, instalments=instalments, on=on)
    if actor.kind == "partner":
        contract.statement_shown_at = at
    contract.save()
    log_move(contract, source="", actor=actor)
    move(application, "contract", actor=actor, at=at)
    record(
        "lending.accept_offer",
        actor=actor,
        subject=contract,
        details={
            "application": application.public_id,
            "amount": str(contract.amount),
            "instalments": contract.instalments,
            "cost_statement": contract.cost_statement_digest,
        },
    )
    return contract


def _require_room(*, borrower_id: int, value: Decimal, currency: str) -> None:
    room = room_of(borrower_id=borrower_id, currency=currency)
    if value > room:
        raise ExposureExceeded(
            cap=format_amount(settings.LOANWRIGHT_EXPOSURE_CAP, currency),
            room=format_amount(room, currency),
        )


def _make_contract(
    application: Application, *, value: Decimal, instalments: object, on: dt.date
) -> Contract:
    version = application.product_version
    facts: dict[str, Any] = {
        "version": version,
        "amount": value,
        "instalments": instalments,
        "method": application.method,
        "annual_rate": application.offered_rate,
    }
    quote = quote_product(**facts, start_on=on)
    statement = quote["cost_statement"]
    if statement["net_disbursed"] != statement["principal"]:
        raise DeductedInAdvance
    terms = terms_for(**facts, disbursed_on=on)
    return Contract(
        number=new_contract_number(on),
        application=application,
        borrower=application.borrower,
        product_version=version,
        bank_account=application.bank_account,
        currency=version.currency,
        amount=value,
        instalments=terms["instalments"],
        annual_rate=application.offered_rate,
        terms=terms,
        quote=quote,
        maths_version=MATHS_VERSION,
        cost_statement_digest=statement_digest(statement),
    )


def new_contract_number(on: dt.date) -> str:
    """A number people can read aloud; it does not tell how many contracts there are."""
    return f"LW{on:%Y%m%d}" + "".join(secrets.choice(ALPHABET) for _ in range(8)).upper()
