"""Ending a contract before it is signed; the offer stands again until it expires."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.transitions import move
from lending.errors import AlreadySigned
from lending.locks import lock_application, lock_contract
from lending.models import Contract
from lending.policies import require_applicant
from lending.selectors import contract_for
from lending.state_check import require_state
from lending.states import ContractState


@transaction.atomic
def cancel_contract(
    *, contract_id: str, actor: Actor, at: dt.datetime, reason: str = ""
) -> Contract:
    """Cancel an unsigned contract. Raises NotFound, AlreadySigned, IllegalMove."""
    seen = contract_for(actor, contract_id)
    application = lock_application(seen.application.public_id)
    require_applicant(actor, application)
    contract = lock_contract(contract_id)
    if contract.state == ContractState.SIGNED:
        require_state(contract, ContractState.DRAFTED, refusal=AlreadySigned)
    move(contract, "cancel", actor=actor, at=at, reason=reason)
    move(application, "reopen_offer", actor=actor, at=at, reason=reason)
    record("lending.cancel_contract", actor=actor, subject=contract, reason=reason)
    return contract
