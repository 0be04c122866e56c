"""Sending the one-time code that signs a contract."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.notifications import send_code
from lending.errors import AlreadySigned, CostStatementNotConfirmed
from lending.locks import lock_contract
from lending.models import Contract
from lending.policies import require_applicant
from lending.state_check import require_state
from lending.states import ContractState

SIGNING: Final = "sign-contract"


@transaction.atomic
def send_signing_code(*, contract_id: str, actor: Actor, at: dt.datetime) -> Contract:
    """Send the borrower's own phone a code that is good for this contract only.

    Raises NotFound, AlreadySigned, CostStatementNotConfirmed, IllegalMove, TooManyCodes, CodeNotSent.
    """
    contract = lock_contract(contract_id)
    require_applicant(actor, contract)
    require_signable(contract)
    send_code(
        purpose=SIGNING, phone=contract.borrower.phone or "", subject=contract.public_id, at=at
    )
    contract.signature_evidence = {"code_sent_at": at.isoformat()}
    contract.save(update_fields=["signature_evidence"])
    record("lending.send_signing_code", actor=actor, subject=contract)
    return contract


def require_signable(contract: Contract) -> None:
    """Raises AlreadySigned, CostStatementNotConfirmed or IllegalMove unless only the signature is missing."""
    if contract.state == ContractState.SIGNED:
        require_state(contract, ContractState.COST_CONFIRMED, refusal=AlreadySigned)
    if contract.state == ContractState.DRAFTED:
        require_state(contract, ContractState.COST_CONFIRMED, refusal=CostStatementNotConfirmed)
    require_state(contract, ContractState.COST_CONFIRMED)
