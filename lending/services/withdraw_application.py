"""The applicant wants the loan no more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.events import publish
from core.transitions import move
from lending.errors import ContractStands
from lending.events import ApplicationWithdrawn
from lending.locks import lock_application, lock_live_contract_of
from lending.models import Application
from lending.policies import require_applicant
from lending.states import ApplicationState, ContractState


@transaction.atomic
def withdraw_application(
    *, application_id: str, actor: Actor, at: dt.datetime, reason: str = ""
) -> Application:
    """End an application; an unsigned contract ends with it.

    Raises NotFound, IllegalMove, ContractStands when the contract is signed.
    """
    application = lock_application(application_id)
    require_applicant(actor, application)
    contract = (
        lock_live_contract_of(application)
        if application.state == ApplicationState.CONTRACTED
        else None
    )
    if contract is not None and contract.state == ContractState.SIGNED:
        raise ContractStands(what=application.public_id, state=application.state)
    if contract is not None:
        move(contract, "cancel", actor=actor, at=at, reason="application withdrawn")
    move(application, "withdraw", actor=actor, at=at, reason=reason)
    record("lending.withdraw_application", actor=actor, subject=application, reason=reason)
    publish(ApplicationWithdrawn(application_id=application.pk))
    return application
