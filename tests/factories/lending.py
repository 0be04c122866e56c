"""Applications, contracts and payouts for tests, made through the services where state matters."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import BankAccount, Borrower, Partner
from accounts.services import create_partner
from core.actors import Actor, System
from core.documents.store import store_document
from core.privacy.sealing import blind_index
from core.transitions import move
from lending.models import Application, Contract, Disbursement
from lending.services import (
    accept_offer,
    approve_application,
    confirm_cost_statement,
    create_application,
    decline_application,
    expire_offers,
    recall_application,
    refer_application,
    show_cost_statement,
    submit_application,
    withdraw_application,
)
from lending.services.intend_payout import intend_payout
from lending.states import ApplicationState, ContractState
from tests.factories.accounts import NOON, make_borrower

MACHINE = System("machine")
RATE = Decimal("18.25")
_serial = itertools.count(1)


def make_partner(name: str = "") -> Partner:
    scopes = ["applications", "contracts"]
    partner, _, _ = create_partner(
        name=name or f"Partner {next(_serial)}", scopes=scopes, actor=System("test")
    )
    return partner


@transaction.atomic
def new_borrower(**facts: Any) -> Borrower:
    """A verified borrower, also where nothing has opened a transaction."""
    return make_borrower(**facts)


def make_bank_account(borrower: Borrower, *, ending: str = "0001") -> BankAccount:
    """An account whose last digits say how the sandbox's bank behaves."""
    number = f"6222{next(_serial):08d}{ending}"
    return BankAccount.objects.create(
        borrower=borrower,
        number=number,
        number_index=blind_index("bank_account", number),
        last_four=number[-4:],
        bank="ICBC",
        holder=borrower.name or "王小明",
        checked_at=NOON,
    )


def draft(*, borrower: Borrower | None = None, ending: str = "0001", **facts: Any) -> Application:
    """A complete draft of AL2: 10,000 over 12 months."""
    who = borrower or new_borrower()
    if "bank_account_id" not in facts:
        facts["bank_account_id"] = make_bank_account(who, ending=ending).public_id
    wanted: dict[str, Any] = {
        "product_code": "AL2",
        "amount": "10000",
        "instalments": 12,
        "purpose": "education",
        "monthly_income": "12000",
        "actor": who.as_actor(),
        "at": NOON,
    }
    return create_application(borrower_id=who.public_id, **(wanted | facts))


def submitted(**facts: Any) -> Application:
    application = draft(**facts)
    return submit_application(
        application_id=application.public_id, actor=applicant(application), at=NOON
    )


def approved(*, limit: str = "10000", annual_rate: Decimal = RATE, **facts: Any) -> Application:
    return approve_application(
        application_id=submitted(**facts).public_id,
        limit=Decimal(limit),
        annual_rate=annual_rate,
        actor=MACHINE,
        at=NOON,
    )


def applicant(of: Application | Contract) -> Actor:
    """The partner who brought it, or else the borrower."""
    application = of.application if isinstance(of, Contract) else of
    return (application.partner or application.borrower).as_actor()


def drafted(
    *, application: Application | None = None, amount: str = "10000", **facts: Any
) -> Contract:
    """A contract just made, its cost statement not yet shown."""
    offer = application or approved(**facts)
    return accept_offer(
        application_id=offer.public_id,
        amount=amount,
        instalments=12,
        actor=applicant(offer),
        at=NOON,
    )


def cost_confirmed(**facts: Any) -> Contract:
    contract = drafted(**facts)
    actor = applicant(contract)
    show_cost_statement(contract_id=contract.public_id, actor=actor, at=NOON)
    return confirm_cost_statement(
        contract_id=contract.public_id,
        digest=contract.cost_statement_digest,
        actor=actor,
        at=NOON + dt.timedelta(seconds=30),
    )


@transaction.atomic
def signed(**facts: Any) -> Contract:
    """A signed contract with its payout intended, without the costly document."""
    contract = cost_confirmed(**facts)
    contract.document = store_document(
        kind="contract",
        owner=contract.borrower.public_id,
        subject_kind="contract",
        subject_id=contract.public_id,
        title="test",
        content_type="application/pdf",
        body=contract.number.encode(),
        made_by="test",
        at=NOON,
    )
    move(contract, "sign", actor=applicant(contract), at=NOON, on=NOON.date())
    intend_payout(contract=contract, actor=applicant(contract), at=NOON)
    return contract


def payout(**facts: Any) -> Disbursement:
    """An intended payout."""
    return Disbursement.objects.get(contract=signed(**facts))


def application_in(state: str) -> Application:
    """An application brought into a state by the services alone."""
    if state == ApplicationState.DRAFT:
        return draft()
    if state in (ApplicationState.APPROVED, ApplicationState.EXPIRED):
        application = approved()
        if state == ApplicationState.EXPIRED:
            expire_offers(on=application.offer_expires_on, actor=MACHINE, at=NOON)
    elif state == ApplicationState.CONTRACTED:
        application = drafted().application
    else:
        application = submitted()
        step = {"application_id": application.public_id, "at": NOON}
        if state == ApplicationState.RECALLED:
            recall_application(**step, actor=applicant(application))
        elif state == ApplicationState.WITHDRAWN:
            withdraw_application(**step, actor=applicant(application))
        elif state == ApplicationState.IN_REVIEW:
            refer_application(**step, actor=MACHINE)
        elif state == ApplicationState.DECLINED:
            decline_application(**step, actor=MACHINE, reason="score")
    return Application.objects.get(pk=application.pk)


def contract_in(state: str) -> Contract:
    """A contract brought into a state."""
    made = {
        ContractState.DRAFTED: drafted,
        ContractState.COST_CONFIRMED: cost_confirmed,
        ContractState.SIGNED: signed,
        ContractState.CANCELLED: drafted,
    }[ContractState(state)]()
    if state == ContractState.CANCELLED:
        withdraw_application(
            application_id=made.application.public_id, actor=applicant(made), at=NOON
        )
    return Contract.objects.get(pk=made.pk)
