"""Writing planned loans: rows in sets, opening balances as journal entries, one transaction in all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Borrower
from core.actors import Actor
from core.events import publish
from core.models import TransitionLog
from core.money import round_money
from lending.accrual.segments import exact
from lending.events import OverdueLoansTakenOver
from lending.ledger.bulk import EntryDraft, post_entries
from lending.ledger.chart import Account
from lending.ledger.entries import Line, credit, debit
from lending.models import (
    AccrualCorrection,
    AccrualKind,
    AccrualSegment,
    Instalment,
    Loan,
    Obligation,
    ScheduleVersion,
)
from lending.services.open_loan import BILL_DAYS_BEFORE
from lending.states import LoanState, ObligationKind
from lending.takeover.plan import LoanPlan
from lending.takeover.records import Origin, Status
from products.maths import MATHS_VERSION
from products.maths.allocation import DEFAULT_ORDER
from products.models import ProductVersion

ZERO = Decimal("0.00")
_STATES = {Status.PAID: LoanState.SETTLED, Status.WRITTEN_OFF: LoanState.WRITTEN_OFF}


def write_plans(
    plans: Sequence[LoanPlan],
    *,
    origin: Origin,
    version: ProductVersion,
    as_of: dt.date,
    actor: Actor,
) -> list[Loan]:
    """Write one batch of loans with everything that belongs to them."""
    loans = _loans(plans, origin, version, as_of)
    versions = ScheduleVersion.objects.bulk_create(
        ScheduleVersion(
            loan=loan,
            number=1,
            reason="taken over",
            terms=loan.terms,
            maths_version=MATHS_VERSION,
            made_on=as_of,
        )
        for loan in loans
    )
    rows = Instalment.objects.bulk_create(
        row
        for loan, schedule, plan in zip(loans, versions, plans, strict=True)
        for row in _instalments(loan, schedule, plan, as_of)
    )
    accrued = _segments(rows, {loan.pk: loan for loan in loans}, origin, as_of)
    post_entries(
        [
            draft
            for loan, plan in zip(loans, plans, strict=True)
            for draft in _entries(loan, plan, origin, as_of, accrued.get(loan.pk, ZERO))
        ]
    )
    TransitionLog.objects.bulk_create(
        TransitionLog(
            machine="loan",
            object_id=loan.public_id,
            source="",
            target=loan.state,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            reason=f"taken over from {origin.mapping}",
            business_on=as_of,
        )
        for loan in loans
    )
    overdue = tuple(loan.pk for loan in loans if loan.state == LoanState.OVERDUE)
    if overdue:
        publish(OverdueLoansTakenOver(loan_ids=overdue))
    return loans


def _loans(
    plans: Sequence[LoanPlan], origin: Origin, version: ProductVersion, as_of: dt.date
) -> list[Loan]:
    borrowers = Borrower.objects.bulk_create(
        Borrower(
            name=f"{origin.mapping} {plan.record.external_id}", is_imported=True, language="en"
        )
        for plan in plans
    )
    obligations = Obligation.objects.bulk_create(
        Obligation(
            kind=ObligationKind.LOAN,
            borrower=borrower,
            currency=plan.record.currency,
            next_event_on=as_of if plan.rows else None,
        )
        for plan, borrower in zip(plans, borrowers, strict=True)
    )
    return Loan.objects.bulk_create(
        _loan(plan, borrower, obligation, origin, version, as_of)
        for plan, borrower, obligation in zip(plans, borrowers, obligations, strict=True)
    )


def _loan(
    plan: LoanPlan,
    borrower: Borrower,
    obligation: Obligation,
    origin: Origin,
    version: ProductVersion,
    as_of: dt.date,
) -> Loan:
    record = plan.record
    oldest = plan.oldest_unpaid_due_on(as_of)
    state = _STATES.get(plan.status, LoanState.ACTIVE)
    if oldest is not None and (as_of - oldest).days > origin.grace_days:
        state = LoanState.OVERDUE
    return Loan(
        obligation=obligation,
        borrower=borrower,
        product_version=version,
        origin=origin.mapping,
        external_id=record.external_id,
        currency=record.currency,
        principal=record.principal,
        annual_rate=record.annual_rate,
        terms=plan.terms,
        charges=_charges(origin),
        disbursed_on=dt.date.fromisoformat(plan.terms["disbursed_on"]),
        final_due_on=plan.rows[-1].due_on if plan.rows else as_of,
        state=state,
        closed_on=as_of if state == LoanState.SETTLED else None,
        principal_outstanding=ZERO if state == LoanState.WRITTEN_OFF else plan.balance,
        interest_due=sum((row.interest for row in plan.rows if row.due_on < as_of), ZERO),
        oldest_unpaid_due_on=oldest,
    )


def _charges(origin: Origin) -> dict[str, Any]:
    return {
        "grace_days": origin.grace_days,
        "penalty_rate": "0",
        "penalty_year": 365,
        "early_repayment_pct": "0",
        "allocation_order": list(DEFAULT_ORDER),
        "bill_days_before": BILL_DAYS_BEFORE,
    }


def _instalments(
    loan: Loan, schedule: ScheduleVersion, plan: LoanPlan, as_of: dt.date
) -> list[Instalment]:
    """Row 0 is what was paid before (the file has only totals); then the rows still to be paid."""
    record = plan.record
    paid = Instalment(
        loan=loan,
        schedule_version=schedule,
        number=0,
        starts_on=loan.disbursed_on,
        due_on=plan.rows[0].starts_on if plan.rows else as_of,
        principal=record.paid_principal,
        principal_paid=record.paid_principal,
        interest=record.paid_interest,
        interest_paid=record.paid_interest,
        fee=record.paid_fees,
        fee_paid=record.paid_fees,
        billed_on=as_of,
        settled_on=as_of,
    )
    rows = [
        Instalment(
            loan=loan,
            schedule_version=schedule,
            number=row.number,
            starts_on=row.starts_on,
            due_on=row.due_on,
            principal=row.principal,
            interest=row.interest,
            billed_on=as_of if row.due_on < as_of else None,
        )
        for row in plan.rows
    ]
    return [paid, *rows]


def _segments(
    rows: Sequence[Instalment], loans: dict[int, Loan], origin: Origin, as_of: dt.date
) -> dict[int, Decimal]:
    """Accrual of the rows not yet due; returns what each loan had accrued by the as-of date, rounded.

    That part is an opening balance; the correction leaves only its fraction of a cent to income.
    """
    segments = AccrualSegment.objects.bulk_create(
        AccrualSegment(
            obligation_id=loans[row.loan_id].obligation_id,
            instalment=row,
            kind=AccrualKind.INTEREST,
            product=origin.product_code,
            currency=origin.currency,
            starts_on=row.starts_on,
            ends_on=row.due_on,
            counts_from=max(row.starts_on, as_of),
            counts_to=row.due_on,
            numerator=row.interest,
            denominator=(row.due_on - row.starts_on).days,
            total=row.interest,
        )
        for row in rows
        if row.number and row.interest and row.billed_on is None
    )
    accrued: dict[int, Decimal] = {}
    corrections = []
    for segment in segments:
        if segment.starts_on >= as_of:
            continue
        earned = exact(segment.numerator, segment.denominator, (as_of - segment.starts_on).days)
        opening = round_money(earned, origin.currency)
        assert segment.instalment is not None  # noqa: S101 - made above with its row
        accrued[segment.instalment.loan_id] = opening
        corrections.append(
            AccrualCorrection(
                segment=segment,
                kind=segment.kind,
                product=segment.product,
                currency=segment.currency,
                on=as_of,
                amount=earned - opening,
            )
        )
    AccrualCorrection.objects.bulk_create(c for c in corrections if c.amount)
    return accrued


def _entries(
    loan: Loan, plan: LoanPlan, origin: Origin, as_of: dt.date, accrued: Decimal
) -> list[EntryDraft]:
    """Opening entries: the debt, what was paid of it, what is due, what has accrued, a claim written off."""
    facts = [*_history(plan), *_position(loan, plan, accrued)]
    return [
        EntryDraft(
            obligation_id=loan.obligation_id,
            kind=kind,
            product=origin.product_code,
            currency=loan.currency,
            value_on=as_of,
            source=loan.public_id,
            idempotency_key=f"{kind}:{origin.mapping}:{plan.record.external_id}",
            lines=lines,
        )
        for kind, lines in facts
    ]


Fact = tuple[str, tuple[Line, ...]]


def _history(plan: LoanPlan) -> Iterator[Fact]:
    """What was lent and what was paid before the as-of date."""
    record = plan.record
    yield "opening_loan", _against_opening(Account.PRINCIPAL, record.principal)
    charged = record.paid_interest + record.paid_fees
    if charged:
        yield (
            "opening_charges",
            (
                debit(Account.INTEREST, record.paid_interest),
                debit(Account.FEE, record.paid_fees),
                credit(Account.OPENING, charged),
            ),
        )
    if record.paid_principal + charged:
        yield (
            "opening_payments",
            (
                debit(Account.OPENING, record.paid_principal + charged),
                credit(Account.PRINCIPAL, record.paid_principal),
                credit(Account.INTEREST, record.paid_interest),
                credit(Account.FEE, record.paid_fees),
            ),
        )


def _position(loan: Loan, plan: LoanPlan, accrued: Decimal) -> Iterator[Fact]:
    """How the loan stands on the as-of date besides its principal."""
    if loan.interest_due:
        yield "opening_due", _against_opening(Account.INTEREST, loan.interest_due)
    if accrued:
        yield "opening_accrued", _against_opening(Account.ACCRUED_INTEREST, accrued)
    if loan.state == LoanState.WRITTEN_OFF and plan.balance:
        yield (
            "opening_write_off",
            (
                debit(Account.OPENING, plan.balance),
                credit(Account.PRINCIPAL, plan.balance),
                debit(Account.CLAIM, plan.balance),
                credit(Account.CLAIM_CONTRA, plan.balance),
            ),
        )


def _against_opening(account: Account, amount: Decimal) -> tuple[Line, ...]:
    return debit(account, amount), credit(Account.OPENING, amount)
