"""Putting one payment on the books: the building blocks that every way of paying shares.

The caller holds the locks of loan, rows and payment, in that order, inside its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Q

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import hold_open_date
from core.events import publish
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry
from lending.models import AccrualKind, AccrualSegment, Instalment, JournalEntry, Loan
from lending.next_event import schedule_next_events
from lending.services.open_loan import loan_product
from lending.states import LoanState
from repayments.errors import LoanNotOpen, PaymentBackdatedTooFar, PaymentInFuture
from repayments.events import PaymentPosted
from repayments.models import Allocation, Payment
from repayments.penalty import penalty_due_by_row, post_penalty, principal_was_paid
from repayments.splitting import Splits, allocations_of, credits_of, split_money
from repayments.standing import after_payment, pay_bills
from repayments.states import PaymentMethod

ZERO = Decimal("0.00")
ONE_DAY = dt.timedelta(days=1)
Part = Allocation.Part
# Money events: what a payment may not be dated before (their splits would have to change).
MONEY_KINDS = ("disbursement", "opening_loan", "payment", "payoff", "unapplied_applied", "penalty")
_SOURCES = {PaymentMethod.REDRESS: Account.REDRESS, PaymentMethod.UNAPPLIED: Account.UNAPPLIED}


def require_open(loan: Loan) -> None:
    """Raises LoanNotOpen."""
    if loan.state not in (LoanState.ACTIVE, LoanState.OVERDUE):
        raise LoanNotOpen


def last_money_on(loan: Loan) -> dt.date:
    """The earliest value date that a payment may still have: nothing on the loan counts from a later one.

    A reversed payment no longer stands in the way, unless accrual was cut on its date.
    """
    entries = JournalEntry.objects.filter(obligation_id=loan.obligation_id, reverses=None)
    standing = Q(kind__in=MONEY_KINDS, reversed_by=None) | Q(kind="payoff")
    booked = entries.filter(standing).aggregate(last=Max("value_on"))["last"]
    cut = AccrualSegment.objects.filter(
        obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY, total__gt=0
    ).aggregate(last=Max("ends_on"))["last"]
    return max(on for on in (loan.disbursed_on, booked, cut) if on is not None)


def require_value_date(loan: Loan, *, received_on: dt.date, open_on: dt.date) -> None:
    """Raises PaymentInFuture, PaymentBackdatedTooFar."""
    if received_on > open_on:
        raise PaymentInFuture(received_on=received_on, today=open_on)
    last = last_money_on(loan)
    if received_on < last:
        raise PaymentBackdatedTooFar(received_on=received_on, last=last)


def post_ordinary(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    received_on: dt.date,
    bank_reference: str,
    actor: Actor,
    at: dt.datetime,
    in_advance: bool = True,
) -> bool:
    """Allocate a payment to the loan's rows and post it (RULES P12); always True.

    Raises LoanNotOpen, PaymentInFuture, PaymentBackdatedTooFar.
    """
    require_open(loan)
    open_on = hold_open_date()
    require_value_date(loan, received_on=received_on, open_on=open_on)
    receive_penalty(loan, payment=payment, on=received_on)
    splits = split_money(
        loan=loan,
        rows=rows,
        penalty=penalty_due_by_row(loan),
        amount=payment.amount,
        on=received_on,
        in_advance=in_advance,
    )
    kind = "unapplied_applied" if payment.method == PaymentMethod.UNAPPLIED else "payment"
    entry = post_split(
        loan=loan, payment=payment, kind=kind, credits=credits_of(splits), on=received_on
    )
    write_allocations(payment, allocations_of(splits))
    book_on_rows(loan=loan, splits=splits, on=received_on)
    finish(
        loan=loan,
        rows=rows,
        payment=payment,
        entry=entry,
        received_on=received_on,
        open_on=open_on,
        bank_reference=bank_reference,
        actor=actor,
        at=at,
    )
    return True


def receive_penalty(loan: Loan, *, payment: Payment, on: dt.date) -> None:
    """Make penalty up to the payment's date receivable, so that the payment can meet it."""
    if loan.state == LoanState.OVERDUE:
        key = f"penalty:{payment.public_id}"
        post_penalty(loan=loan, on=on, source=payment.public_id, idempotency_key=key)


def post_split(
    *, loan: Loan, payment: Payment, kind: str, credits: Mapping[Account, Decimal], on: dt.date
) -> JournalEntry:
    """The entry of a payment: the money's own account against what it met; moves the loan's balances."""
    source = _SOURCES.get(PaymentMethod(payment.method), Account.CASH)
    entry = post_entry(
        obligation_id=loan.obligation_id,
        kind=kind,
        product=loan_product(loan),
        currency=loan.currency,
        value_on=on,
        source=payment.public_id,
        idempotency_key=f"payment:{payment.public_id}",
        lines=[
            debit(source, payment.amount),
            *(credit(account, amount) for account, amount in credits.items()),
        ],
    )
    loan.principal_outstanding -= credits.get(Account.PRINCIPAL, ZERO)
    loan.interest_due -= credits.get(Account.INTEREST, ZERO)
    loan.fee_due -= credits.get(Account.FEE, ZERO)
    loan.penalty_due -= credits.get(Account.PENALTY, ZERO)
    loan.unapplied += credits.get(Account.UNAPPLIED, ZERO)
    if source == Account.UNAPPLIED:
        loan.unapplied -= payment.amount
    return entry


def write_allocations(
    payment: Payment, parts: Iterable[tuple[Instalment | None, Part, Decimal]]
) -> None:
    """What the payment met, part by part: receipts and explanations read it."""
    Allocation.objects.bulk_create(
        Allocation(payment=payment, instalment=row, part=part, amount=amount)
        for row, part, amount in parts
    )


def book_on_rows(*, loan: Loan, splits: Splits, on: dt.date) -> None:
    """Write what was paid into the rows, settle those that owe nothing, and let penalty run on the rest."""
    penalty_left = penalty_due_by_row(loan)
    for item in splits.rows:
        row = item.row
        row.principal_paid += item.split.principal
        row.interest_paid += item.split.interest
        row.fee_paid += item.split.fee
        paid = (row.principal_paid, row.interest_paid, row.fee_paid)
        if paid == (row.principal, row.interest, row.fee) and not penalty_left.get(row.pk):
            row.settled_on = on
        row.save(update_fields=["principal_paid", "interest_paid", "fee_paid", "settled_on"])
    if loan.state == LoanState.OVERDUE:
        paid_rows = [item.row for item in splits.rows if item.split.principal]
        principal_was_paid(loan=loan, rows=paid_rows, on=on)


def finish(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    entry: JournalEntry,
    received_on: dt.date,
    open_on: dt.date,
    bank_reference: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Post the payment's own row, then bills, loan, event, message and next look of the day-end."""
    payment.entry = entry
    move(
        payment,
        "post",
        actor=actor,
        at=at,
        on=received_on,
        entry_id=entry.pk,
        bank_reference=bank_reference,
    )
    settled = [row.pk for row in rows if row.settled_on == received_on]
    pay_bills(settled, actor=actor, at=at, on=received_on)
    after_payment(
        loan=loan, rows=rows, payment=payment, on=received_on, open_on=open_on, actor=actor, at=at
    )
    record(
        "repayments.post_payment",
        actor=actor,
        subject=payment,
        details={"loan": loan.public_id, "amount": str(payment.amount), "method": payment.method},
    )
    schedule_next_events(obligation_ids=[loan.obligation_id], after=open_on - ONE_DAY)
    if payment.method not in (PaymentMethod.UNAPPLIED, PaymentMethod.REDRESS):
        notify(
            recipient=loan.borrower.public_id,
            template="payment.received",
            facts={"amount": format_amount(payment.amount, payment.currency)},
            at=at,
        )
    publish(PaymentPosted(payment_id=payment.pk, loan_id=loan.pk, obligation_id=loan.obligation_id))
