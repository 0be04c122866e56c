"""Undoing a posted payment: the exact opposite entries, the rows as they were before it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import hold_open_date
from core.errors import InvalidInput
from core.events import publish
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit, post_entry, reverse_entry
from lending.models import Instalment, JournalEntry, Loan
from lending.next_event import schedule_next_events
from lending.services.open_loan import loan_product
from lending.states import LoanState
from repayments.billing import ensure_bill
from repayments.errors import PaymentNotPosted, ReverseLaterFirst
from repayments.events import PaymentReversed
from repayments.locks import lock_all_instalments, lock_loan_of_payment, lock_payment
from repayments.models import Allocation, Bill, Payment
from repayments.payoff import undo_payoff
from repayments.penalty import is_past_grace, principal_was_restored
from repayments.policies import require_may_reverse
from repayments.posting import ONE_DAY
from repayments.standing import mark_overdue, oldest_unpaid, rebuild_balances
from repayments.states import BillState, PaymentMethod
from repayments.states import PaymentState as S

ZERO = Decimal("0.00")
Part = Allocation.Part
_PAID_COLUMNS = {
    Part.PRINCIPAL: "principal_paid",
    Part.INTEREST: "interest_paid",
    Part.FEE: "fee_paid",
}


@transaction.atomic
def reverse_payment(*, payment_id: str, reason: str, actor: Actor, at: dt.datetime) -> Payment:
    """Undo the last posted payment of a loan, booked on the open date with its own value date.

    Penalty that the payment made receivable stays receivable; a settled loan lives on; money held
    for the borrower that was applied since is taken back first. Raises NotFound, NotAllowed,
    InvalidInput without a reason, PaymentNotPosted, ReverseLaterFirst.
    """
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", _("say why the payment is reversed"))
    loan = lock_loan_of_payment(payment_id)
    rows = lock_all_instalments(loan)
    payment = lock_payment(payment_id)
    require_may_reverse(actor, payment)
    if payment.state != S.POSTED:
        raise PaymentNotPosted(state=payment.get_state_display())
    for later in _applied_since(loan, payment):
        _reverse(loan, rows, lock_payment(later), reason=reason, actor=actor, at=at)
    _reverse(loan, rows, payment, reason=reason, actor=actor, at=at)
    notify(
        recipient=loan.borrower.public_id,
        template="payment.reversed",
        facts={"amount": format_amount(payment.amount, payment.currency), "reason": reason},
        at=at,
    )
    return payment


def _applied_since(loan: Loan, payment: Payment) -> list[str]:
    """Later payments that only applied money held for the borrower, last first. Raises ReverseLaterFirst."""
    later = list(
        Payment.objects.filter(loan=loan, state=S.POSTED, entry_id__gt=payment.entry_id).order_by(
            "-entry_id"
        )
    )
    for other in later:
        if other.method != PaymentMethod.UNAPPLIED:
            raise ReverseLaterFirst(later=other.public_id)
    return [other.public_id for other in later]


def _reverse(
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    *,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    open_on = hold_open_date()
    entry = payment.entry
    assert entry is not None  # noqa: S101 - constraint payment_posted_pairs
    assert payment.received_on is not None  # noqa: S101 - the same
    for done in (
        JournalEntry.objects.filter(
            obligation_id=loan.obligation_id,
            source=payment.public_id,
            reverses=None,
            reversed_by=None,
        )
        .exclude(kind="penalty")
        .order_by("-pk")
    ):
        reverse_entry(
            entry=done, source=payment.public_id, idempotency_key=f"reverse:{done.idempotency_key}"
        )
    principal = _restore_rows(loan, rows, payment, entry, at=at)
    restored = undo_payoff(loan=loan, rows=rows, on=payment.received_on)
    touched = [*principal, *restored]
    for bill in Bill.objects.filter(instalment__in=touched, state=BillState.PAID).order_by("pk"):
        move(bill, "reopen", actor=actor, at=at, reason=reason[:200])
    rebuild_balances(loan)
    current = [row for row in rows if row.is_current]
    loan.oldest_unpaid_due_on = oldest_unpaid(current, open_on=open_on)
    if loan.state == LoanState.SETTLED:
        move(loan, "reopen", actor=actor, at=at, reason=payment.public_id)
    late = [
        row for row in principal if row.is_current and is_past_grace(loan, row, open_on=open_on)
    ]
    for row in late:
        principal_was_restored(loan=loan, row=row, amount=principal[row], on=payment.received_on)
        ensure_bill(loan=loan, row=row, on=open_on, actor=actor)
    if late:
        mark_overdue(loan=loan, rows=late, actor=actor, at=at, told_at=at, reason=payment.public_id)
    loan.save()
    move(payment, "reverse", actor=actor, at=at, reason=reason[:300], note=reason)
    record(
        "repayments.reverse_payment",
        actor=actor,
        subject=payment,
        reason=reason,
        details={"loan": loan.public_id, "amount": str(payment.amount)},
    )
    schedule_next_events(obligation_ids=[loan.obligation_id], after=open_on - ONE_DAY)
    publish(
        PaymentReversed(payment_id=payment.pk, loan_id=loan.pk, obligation_id=loan.obligation_id)
    )


def _restore_rows(
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    entry: JournalEntry,
    *,
    at: dt.datetime,
) -> dict[Instalment, Decimal]:
    """Take the payment out of its rows; returns the rows with the principal that is owed again."""
    by_id = {row.pk: row for row in rows}
    principal: dict[Instalment, Decimal] = {}
    parts: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for allocation in payment.allocations.filter(undone_at=None).order_by("pk"):
        if allocation.instalment_id is not None:
            parts[allocation.instalment_id][allocation.part] += allocation.amount
    for row_id, amounts in parts.items():
        row = by_id[row_id]
        for part, column in _PAID_COLUMNS.items():
            setattr(row, column, getattr(row, column) - amounts[part])
        row.settled_on = None
        row.save(update_fields=[*_PAID_COLUMNS.values(), "settled_on"])
        principal[row] = amounts[Part.PRINCIPAL]
        if _was_billed_since(row, payment, entry):
            _bill_again(loan, row, payment, interest=amounts[Part.INTEREST], fee=amounts[Part.FEE])
    payment.allocations.filter(undone_at=None).update(undone_at=at)
    return principal


def _was_billed_since(row: Instalment, payment: Payment, entry: JournalEntry) -> bool:
    """Whether the row fell due after the payment had paid of it in advance.

    A date's bills are written at its close: after the payments booked on it, but before money held
    for the borrower is applied on it.
    """
    if row.billed_on is None:
        return False
    if payment.method == PaymentMethod.UNAPPLIED:
        return row.billed_on > entry.booked_on
    return row.billed_on >= entry.booked_on


def _bill_again(
    loan: Loan, row: Instalment, payment: Payment, *, interest: Decimal, fee: Decimal
) -> None:
    if not interest + fee:
        return
    post_entry(
        obligation_id=loan.obligation_id,
        kind="bill",
        product=loan_product(loan),
        currency=loan.currency,
        value_on=row.due_on,
        source=payment.public_id,
        idempotency_key=f"bill:{row.pk}:{payment.public_id}",
        lines=[
            debit(Account.INTEREST, interest),
            credit(Account.ACCRUED_INTEREST, interest),
            debit(Account.FEE, fee),
            credit(Account.FEE_INCOME, fee),
        ],
    )
