"""The birth of a loan: obligation, schedule, accrual, and the entry that puts it on the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from core.actors import Actor
from core.audit import record
from core.calendar.working_days import WorkingDays
from core.errors import OutsideTransaction
from core.events import publish
from core.transitions import log_move
from lending.accrual.segments import open_interest_segments
from lending.events import LoanDisbursed
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry
from lending.models import Contract, Instalment, Loan, Obligation, ScheduleVersion
from lending.states import ObligationKind
from products.maths import MATHS_VERSION, build_schedule, parse_terms
from products.maths.allocation import DEFAULT_ORDER
from products.maths.schedule import Schedule
from products.models import ProductVersion
from products.services import penalty_rate

BILL_DAYS_BEFORE = 3  # a bill is issued this many days before it falls due


def open_loan(*, contract: Contract, paid_on: dt.date, source: str, actor: Actor) -> Loan:
    """Open the loan of a signed contract on the day its money arrived; interest runs from that day.

    A building block of `confirm_payout`: raises OutsideTransaction when called alone.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("open_loan")
    terms = {**contract.terms, "disbursed_on": paid_on.isoformat()}
    schedule = build_schedule(parse_terms(terms), is_working_day=WorkingDays(terms["country"]))
    application = contract.application
    loan = make_loan(
        schedule=schedule,
        borrower_id=contract.borrower_id,
        version=contract.product_version,
        charges=charges_of(contract.product_version, contract.annual_rate),
        contract_id=contract.pk,
        partner_id=application.partner_id,
    )
    log_move(loan, source="", actor=actor, reason="payout arrived")
    add_schedule(
        loan=loan,
        schedule=schedule,
        reason="disbursed",
        made_on=paid_on,
        product=loan_product(loan),
    )
    loan.principal_outstanding = loan.principal
    loan.save(update_fields=["principal_outstanding"])
    post_entry(
        obligation_id=loan.obligation_id,
        kind="disbursement",
        product=loan_product(loan),
        currency=loan.currency,
        value_on=paid_on,
        source=source,
        idempotency_key=f"disbursement:{source}",
        lines=[
            debit(Account.PRINCIPAL, loan.principal),
            credit(Account.IN_TRANSIT, loan.principal),
        ],
    )
    record("lending.open_loan", actor=actor, subject=loan, details={"contract": contract.public_id})
    publish(
        LoanDisbursed(
            loan_id=loan.pk, obligation_id=loan.obligation_id, borrower_id=loan.borrower_id
        )
    )
    return loan


def loan_product(loan: Loan) -> str:
    """Product code under which a loan's income is recognised."""
    return loan.product_version.product.code


def charges_of(version: ProductVersion, annual_rate: Decimal) -> dict[str, Any]:
    """What may be charged besides interest, frozen with the loan (RULES P2, P10, P12, P14)."""
    return {
        "grace_days": version.grace_days,
        "penalty_rate": str(penalty_rate(version=version, annual_rate=annual_rate)),
        "penalty_year": 365,
        "early_repayment_pct": str(version.early_repayment_pct),
        "allocation_order": list(version.allocation_order or DEFAULT_ORDER),
        "bill_days_before": BILL_DAYS_BEFORE,
    }


def make_loan(
    *,
    schedule: Schedule,
    borrower_id: int,
    version: ProductVersion,
    charges: Mapping[str, Any],
    contract_id: int | None = None,
    partner_id: int | None = None,
    origin: str = "loanwright",
    external_id: str = "",
) -> Loan:
    """The rows of obligation and loan alone, balances at zero."""
    terms = schedule.terms
    obligation = Obligation.objects.create(
        kind=ObligationKind.LOAN,
        borrower_id=borrower_id,
        currency=terms.currency,
        next_event_on=schedule.rows[0].due_on - dt.timedelta(days=int(charges["bill_days_before"])),
    )
    return Loan.objects.create(
        obligation=obligation,
        borrower_id=borrower_id,
        contract_id=contract_id,
        product_version=version,
        partner_id=partner_id,
        origin=origin,
        external_id=external_id,
        currency=terms.currency,
        principal=terms.principal,
        annual_rate=terms.annual_rate,
        terms=terms.to_dict(),
        charges=dict(charges),
        disbursed_on=terms.disbursed_on,
        final_due_on=schedule.rows[-1].due_on,
    )


def add_schedule(
    *, loan: Loan, schedule: Schedule, reason: str, made_on: dt.date, product: str
) -> ScheduleVersion:
    """Write the next schedule version of a loan with its instalments and interest segments."""
    version = ScheduleVersion.objects.create(
        loan=loan,
        number=loan.schedule_versions.count() + 1,
        reason=reason,
        terms=schedule.terms.to_dict(),
        maths_version=MATHS_VERSION,
        made_on=made_on,
    )
    rows = Instalment.objects.bulk_create(
        Instalment(
            loan=loan,
            schedule_version=version,
            number=row.number,
            starts_on=row.starts_on,
            due_on=row.due_on,
            principal=row.principal,
            interest=row.interest - row.subsidy,
            fee=row.fee,
        )
        for row in schedule.rows
    )
    open_interest_segments(
        loan=loan,
        rows=rows,
        product=product,
        until={row.number: row.ends_on for row in schedule.rows},
    )
    return version
