"""SC9: every step of an application and a contract, tried in every state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.errors import IllegalMove
from lending import services
from lending.models import Application, Contract
from lending.states import ApplicationState as A
from lending.states import ContractState as C
from tests.factories.accounts import NOON
from tests.factories.lending import MACHINE, applicant, application_in, contract_in
from tests.lending.conftest import fingerprint
from tests.lending.stand_ins import CODE

LATER = NOON + dt.timedelta(seconds=30)
OPEN = {A.DRAFT, A.RECALLED}
UNDECIDED = {A.SUBMITTED, A.IN_REVIEW}

# Step -> the states it is possible in, and the state it leads to (None: unchanged or gone).
APPLICATION_STEPS: dict[str, tuple[set[str], str | None]] = {
    "edit": (OPEN, None),
    "delete": ({A.DRAFT}, None),
    "submit": (OPEN, A.SUBMITTED),
    "recall": (UNDECIDED, A.RECALLED),
    "withdraw": (set(A) - {A.DECLINED, A.WITHDRAWN, A.EXPIRED}, A.WITHDRAWN),
    "approve": (UNDECIDED, A.APPROVED),
    "decline": (UNDECIDED, A.DECLINED),
    "refer": ({A.SUBMITTED}, A.IN_REVIEW),
    "accept": ({A.APPROVED}, A.CONTRACTED),
}
CONTRACT_STEPS: dict[str, tuple[set[str], str | None]] = {
    "show": ({C.DRAFTED}, None),
    "confirm": ({C.DRAFTED}, C.COST_CONFIRMED),
    "code": ({C.COST_CONFIRMED}, None),
    "sign": ({C.COST_CONFIRMED}, C.SIGNED),
    "cancel": ({C.DRAFTED, C.COST_CONFIRMED}, C.CANCELLED),
}


def do_to_application(step: str, application: Application) -> None:
    """Take one step with sound input, by somebody who may."""
    by_applicant: dict[str, Any] = {
        "application_id": application.public_id,
        "actor": applicant(application),
        "at": NOON,
    }
    by_machine = by_applicant | {"actor": MACHINE}
    if step == "edit":
        services.edit_application(**by_applicant, amount="8000")
    elif step == "approve":
        services.approve_application(
            **by_machine, limit=Decimal(10000), annual_rate=Decimal("18.25")
        )
    elif step == "decline":
        services.decline_application(**by_machine, reason="score")
    elif step == "refer":
        services.refer_application(**by_machine)
    elif step == "accept":
        services.accept_offer(**by_applicant, amount="10000", instalments=12)
    else:
        getattr(services, f"{step}_application")(**by_applicant)


def do_to_contract(step: str, contract: Contract) -> None:
    facts: dict[str, Any] = {
        "contract_id": contract.public_id,
        "actor": applicant(contract),
        "at": LATER,
    }
    if step == "show":
        services.show_cost_statement(**facts)
    elif step == "confirm":
        services.confirm_cost_statement(**facts, digest=contract.cost_statement_digest)
    elif step == "code":
        services.send_signing_code(**facts)
    elif step == "sign":
        services.sign_contract(**facts, code=CODE, evidence={})
    else:
        services.cancel_contract(**facts)


@pytest.mark.parametrize("state", list(A))
@pytest.mark.parametrize("step", list(APPLICATION_STEPS))
def test_application_takes_each_step_only_in_its_states(
    books_open: dt.date, step: str, state: A
) -> None:
    """SC9"""
    application = application_in(state)
    assert application.state == state
    allowed, target = APPLICATION_STEPS[step]
    before = fingerprint()

    if state not in allowed:
        with pytest.raises(IllegalMove):
            do_to_application(step, application)
        assert fingerprint() == before
        return

    do_to_application(step, application)
    after = Application.objects.filter(pk=application.pk).first()
    assert (after is None) == (step == "delete")
    assert fingerprint() != before
    if after is not None:
        assert after.state == (target or state)


@pytest.mark.parametrize("state", list(C))
@pytest.mark.parametrize("step", list(CONTRACT_STEPS))
def test_contract_takes_each_step_only_in_its_states(
    books_open: dt.date, phone: Any, step: str, state: C
) -> None:
    contract = contract_in(state)
    if step == "confirm" and state == C.DRAFTED:
        do_to_contract("show", contract)
        contract.statement_shown_at = NOON
        contract.save()
    if step == "sign" and state == C.COST_CONFIRMED:
        do_to_contract("code", contract)
    assert contract.state == state
    allowed, target = CONTRACT_STEPS[step]
    before = fingerprint()

    if state not in allowed:
        with pytest.raises(IllegalMove):
            do_to_contract(step, contract)
        assert fingerprint() == before
        return

    do_to_contract(step, contract)
    assert Contract.objects.get(pk=contract.pk).state == (target or state)
    assert fingerprint() != before
