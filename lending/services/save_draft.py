"""The first step of an application by page: one draft a product, found again wherever one signs in."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.locks import lock_borrower
from core.actors import Actor
from lending.models import Application
from lending.services.create_application import create_application
from lending.services.edit_application import edit_application
from lending.states import ApplicationState


@transaction.atomic
def save_draft(
    *,
    borrower_id: str,
    product_code: str,
    amount: object,
    instalments: object,
    purpose: str,
    actor: Actor,
    at: dt.datetime,
) -> Application:
    """Write the wish down, in the borrower's open draft of this product where there is one.

    A form that is sent twice, or filled in again on another device, leaves one draft.
    Raises NotFound, NoSuchProduct, InvalidInput with each wrong field.
    """
    borrower = lock_borrower(borrower_id)
    draft = (
        Application.objects.filter(
            borrower=borrower,
            product_version__product__code=product_code,
            state=ApplicationState.DRAFT,
            partner=None,
        )
        .order_by("-pk")
        .first()
    )
    if draft is None:
        return create_application(
            borrower_id=borrower_id,
            product_code=product_code,
            amount=amount,
            instalments=instalments,
            purpose=purpose,
            actor=actor,
            at=at,
        )
    return edit_application(
        application_id=draft.public_id,
        product_code=product_code,
        amount=amount,
        instalments=instalments,
        purpose=purpose,
        actor=actor,
        at=at,
    )
