"""Showing the all-in cost statement: the reading time counts from here (RULES P2)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.audit import record
from lending.locks import lock_contract
from lending.models import Contract
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ContractState


@transaction.atomic
def show_cost_statement(*, contract_id: str, actor: Actor, at: dt.datetime) -> Contract:
    """Note when the borrower first saw the statement, which is `contract.quote["cost_statement"]`.

    Raises NotFound, IllegalMove once it is confirmed or the contract is cancelled.
    """
    contract = lock_contract(contract_id)
    require_applicant(actor, contract)
    require_state(contract, ContractState.DRAFTED)
    if contract.statement_shown_at is None:
        contract.statement_shown_at = at
        contract.save(update_fields=["statement_shown_at"])
        record(
            "lending.show_cost_statement",
            actor=actor,
            subject=contract,
            details={"digest": contract.cost_statement_digest},
        )
    return contract
