"""The borrower confirms the all-in cost statement (RULES P2)."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.transitions import move
from lending.contracts.statement_digest import statement_digest
from lending.errors import CostStatementChanged, CostStatementNotRead, CostStatementNotShown
from lending.locks import lock_contract
from lending.models import Contract
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ContractState


@transaction.atomic
def confirm_cost_statement(
    *, contract_id: str, actor: Actor, at: dt.datetime, digest: str | None = None
) -> Contract:
    """Confirm the statement that was shown. `digest` names it; a borrower's page must send it.

    Raises NotFound, IllegalMove, CostStatementNotShown, CostStatementNotRead before the reading
    time is over (not for partners, whose own page holds it), CostStatementChanged.
    """
    contract = lock_contract(contract_id)
    require_applicant(actor, contract)
    require_state(contract, ContractState.DRAFTED)
    if contract.statement_shown_at is None:
        raise CostStatementNotShown
    if actor.kind != "partner":
        read_for = (at - contract.statement_shown_at).total_seconds()
        missing = settings.LOANWRIGHT_COST_READING_SECONDS - read_for
        if missing > 0:
            raise CostStatementNotRead(seconds=math.ceil(missing))
    given = (
        contract.cost_statement_digest if digest is None and actor.kind != "borrower" else digest
    )
    kept = statement_digest(contract.quote["cost_statement"])
    if not given == kept == contract.cost_statement_digest:
        raise CostStatementChanged
    move(contract, "confirm_cost", actor=actor, at=at)
    record(
        "lending.confirm_cost_statement", actor=actor, subject=contract, details={"digest": kept}
    )
    return contract
