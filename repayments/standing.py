"""Where a loan stands after its rows changed: projections, cure, settlement, overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.actors import Actor
from core.events import publish
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from lending.ledger.balances import balances_of
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry
from lending.models import Instalment, Loan
from lending.services.open_loan import loan_product
from lending.states import LoanState
from repayments.events import LoanCured, LoanOverdue, LoanSettled
from repayments.models import Bill, Payment
from repayments.penalty import is_past_grace
from repayments.states import BillState

ZERO = Decimal("0.00")


def oldest_unpaid(rows: Iterable[Instalment], *, open_on: dt.date) -> dt.date | None:
    """Due date of the oldest row that is due and not settled; days past due count from it."""
    return min(
        (
            row.due_on
            for row in rows
            if row.settled_on is None and (row.billed_on is not None or row.due_on < open_on)
        ),
        default=None,
    )


def pay_bills(row_ids: Iterable[int], *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
    """Close the bills of rows on which nothing is owed any more."""
    bills = Bill.objects.filter(instalment_id__in=list(row_ids)).exclude(state=BillState.PAID)
    for bill in bills.order_by("pk"):
        move(bill, "pay", actor=actor, at=at, on=on)


def after_payment(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    on: dt.date,
    open_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Settle the loan when nothing of any row is owed, cure it when nothing is overdue; saves it."""
    loan.oldest_unpaid_due_on = oldest_unpaid(rows, open_on=open_on)
    if all(row.settled_on is not None for row in rows):
        _refund_what_is_left(loan, payment=payment, on=on)
        move(loan, "settle", actor=actor, at=at, reason=payment.public_id, on=on)
        notify(
            recipient=loan.borrower.public_id,
            template="loan.settled",
            facts={"loan": loan.public_id},
            at=at,
        )
        publish(LoanSettled(loan_id=loan.pk, obligation_id=loan.obligation_id))
    elif loan.state == LoanState.OVERDUE and not any(
        is_past_grace(loan, row, open_on=open_on) for row in rows
    ):
        move(loan, "cure", actor=actor, at=at, reason=payment.public_id)
        publish(LoanCured(loan_id=loan.pk, obligation_id=loan.obligation_id))
    else:
        loan.save()


def _refund_what_is_left(loan: Loan, *, payment: Payment, on: dt.date) -> None:
    if not loan.unapplied:
        return
    post_entry(
        obligation_id=loan.obligation_id,
        kind="refund_due",
        product=loan_product(loan),
        currency=loan.currency,
        value_on=on,
        source=payment.public_id,
        idempotency_key=f"refund:{payment.public_id}",
        lines=[
            debit(Account.UNAPPLIED, loan.unapplied),
            credit(Account.REFUNDS_PAYABLE, loan.unapplied),
        ],
    )
    loan.unapplied = ZERO


def mark_overdue(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    actor: Actor,
    at: dt.datetime,
    told_at: dt.datetime,
    reason: str,
) -> None:
    """Rows of a locked loan fell overdue: bills, loan, event and message. The caller saves the loan."""
    bills = {b.instalment_id: b for b in Bill.objects.filter(instalment__in=rows).order_by("pk")}
    for row in rows:
        if bills[row.pk].state == BillState.OPEN:
            move(bills[row.pk], "fall_overdue", actor=actor, at=at)
    if loan.state != LoanState.ACTIVE:
        return
    move(loan, "fall_overdue", actor=actor, at=at, reason=reason)
    oldest = min(rows, key=lambda row: row.due_on)
    amount = (
        loan.interest_due
        + loan.fee_due
        + sum((row.principal - row.principal_paid for row in rows), ZERO)
    )
    notify(
        recipient=loan.borrower.public_id,
        template="bill.overdue",
        facts={
            "amount": format_amount(amount, loan.currency),
            "due_on": oldest.due_on.isoformat(),
        },
        at=told_at,
    )
    publish(LoanOverdue(loan_id=loan.pk, obligation_id=loan.obligation_id))


def rebuild_balances(loan: Loan) -> None:
    """Set the loan's balances from its postings: after a reversal, where nothing is carried along."""
    found = balances_of(loan.obligation_id)
    loan.principal_outstanding = found[Account.PRINCIPAL]
    loan.interest_due = found[Account.INTEREST]
    loan.fee_due = found[Account.FEE]
    loan.penalty_due = found[Account.PENALTY]
    loan.unapplied = found[Account.UNAPPLIED]
