"""Changing a request that nobody works on (SC9)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.errors import FieldProblem, InvalidInput
from lending.application_input import find_bank_account, read_income, read_purpose, read_terms
from lending.locks import lock_application
from lending.models import Application
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ApplicationState
from products.selectors import published_version

EDITABLE: Final = frozenset(
    {
        "product_code",
        "amount",
        "instalments",
        "method",
        "purpose",
        "monthly_income",
        "bank_account_id",
    }
)


@transaction.atomic
def edit_application(
    *, application_id: str, actor: Actor, at: dt.datetime, **changes: Any
) -> Application:
    """Change a draft or recalled application; what is not named stays.

    Raises NotFound, IllegalMove in any other state, InvalidInput with each wrong field, NoSuchProduct.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    require_state(application, ApplicationState.DRAFT, ApplicationState.RECALLED)
    unknown = sorted(set(changes) - EDITABLE)
    if unknown:
        raise InvalidInput(
            problems=[
                FieldProblem(f"/{name}", "not_editable", "this cannot be changed")
                for name in unknown
            ]
        )
    version = application.product_version
    if "product_code" in changes:
        version = published_version(changes["product_code"])
    is_same_product = version.product_id == application.product_version.product_id
    application.product_version = version
    terms = read_terms(
        version=version,
        amount=changes.get("amount", application.amount),
        instalments=changes.get("instalments", application.instalments),
        method=changes.get("method", application.method if is_same_product else None),
        on=open_date(),
    )
    for name, value in terms.items():
        setattr(application, name, value)
    application.purpose = read_purpose(
        version=version, purpose=changes.get("purpose", application.purpose)
    )
    if "monthly_income" in changes:
        application.monthly_income = read_income(version=version, income=changes["monthly_income"])
    if "bank_account_id" in changes:
        application.bank_account = find_bank_account(
            borrower=application.borrower, account_id=changes["bank_account_id"]
        )
    application.touched_on = open_date()
    application.save()
    record(
        "lending.edit_application",
        actor=actor,
        subject=application,
        details={"changed": sorted(changes)},
    )
    return application
