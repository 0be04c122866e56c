"""The close of a day on which grace ended unpaid: penalty runs, the loan is overdue (PP3).

Written in sets: the number of statements does not grow with the number of loans in a chunk.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction

from core.actors import Actor
from core.events import publish
from core.models import TransitionLog
from core.money import format_amount
from core.notifications import notify_all
from lending.accrual.segments import open_penalties, penalty_total
from lending.ledger.bulk import EntryDraft, post_entries
from lending.ledger.chart import Account
from lending.ledger.entries import credit, debit
from lending.models import Instalment, Loan
from lending.services.open_loan import loan_product
from lending.states import LoanState
from repayments.events import LoanOverdue
from repayments.locks import lock_late_loans, lock_penalty_segments_of, lock_rows_with_open_bill
from repayments.models import Bill
from repayments.penalty import CYCLE_DAYS, grace_ends_on, penalty_of
from repayments.states import BillState

ZERO = Decimal("0.00")

_LATE = """
SELECT l.id FROM lending_loan l
WHERE l.obligation_id = ANY(%(ids)s) AND (
    l.state = 'overdue' AND l.oldest_unpaid_due_on < %(on)s
        AND (%(on)s - l.oldest_unpaid_due_on) %% %(cycle)s = 0
    OR l.state IN ('active', 'overdue') AND EXISTS (
        SELECT 1 FROM lending_instalment i JOIN repayments_bill b ON b.instalment_id = i.id
        WHERE i.loan_id = l.id AND i.is_current AND i.settled_on IS NULL AND b.state = 'open'
          AND i.due_on + (l.charges ->> 'grace_days')::int <= %(on)s
    )
)
ORDER BY l.id
"""


@transaction.atomic
def fall_overdue(
    *,
    obligation_ids: Sequence[int],
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
    told_at: dt.datetime,
) -> int:
    """Make loans overdue whose grace ends with `on`, and penalty receivable where its time has come.

    Penalty counts from the due date: grace is forgiven only to those who pay within it. Returns how
    many loans were written. Run again it finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"ids": list(obligation_ids), "on": on, "cycle": CYCLE_DAYS})
        late_ids = [pk for (pk,) in cursor.fetchall()]
    if not late_ids:
        return 0
    loans = {loan.pk: loan for loan in lock_late_loans(late_ids)}
    rows: dict[int, list[Instalment]] = defaultdict(list)
    for row in lock_rows_with_open_bill(list(loans)):
        if grace_ends_on(loans[row.loan_id], row) <= on:
            rows[row.loan_id].append(row)
    _post_penalty(loans, on=on)
    open_penalties(
        draft
        for loan_id, late in rows.items()
        for row in late
        for draft in penalty_of(
            loan=loans[loan_id],
            row=row,
            base=row.principal - row.principal_paid,
            on=row.due_on,
        )
    )
    _move_bills([row.pk for late in rows.values() for row in late], on=on, actor=actor)
    fresh = [loan for pk, loan in loans.items() if rows[pk] and loan.state == LoanState.ACTIVE]
    _move_loans(fresh, on=on, actor=actor)
    _tell(fresh, rows, told_at=told_at)
    for loan in fresh:
        publish(LoanOverdue(loan_id=loan.pk, obligation_id=loan.obligation_id, in_day_end=True))
    return len(loans)


def _post_penalty(loans: dict[int, Loan], *, on: dt.date) -> None:
    """As `repayments.penalty.post_penalty`, for many loans."""
    by_obligation = {loan.obligation_id: loan for loan in loans.values()}
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    posted = []
    for segment in lock_penalty_segments_of(list(by_obligation)):
        loan = by_obligation[segment.obligation_id]
        if segment.instalment and on <= grace_ends_on(loan, segment.instalment):
            continue
        fresh = penalty_total(segment, on=on) - segment.posted
        if fresh > 0:
            segment.posted += fresh
            posted.append(segment)
            amounts[loan.pk] += fresh
    if not posted:
        return
    type(posted[0]).objects.bulk_update(posted, ["posted"])
    for pk, amount in amounts.items():
        loans[pk].penalty_due += amount
    Loan.objects.bulk_update([loans[pk] for pk in amounts], ["penalty_due"])
    post_entries([_penalty_entry(loans[pk], amount, on=on) for pk, amount in amounts.items()])


def _penalty_entry(loan: Loan, amount: Decimal, *, on: dt.date) -> EntryDraft:
    return EntryDraft(
        obligation_id=loan.obligation_id,
        kind="penalty",
        product=loan_product(loan),
        currency=loan.currency,
        value_on=on,
        source=loan.public_id,
        idempotency_key=f"penalty:{on}:{loan.obligation_id}",
        lines=(debit(Account.PENALTY, amount), credit(Account.ACCRUED_PENALTY, amount)),
    )


def _move_bills(row_ids: Sequence[int], *, on: dt.date, actor: Actor) -> None:
    bills = Bill.objects.filter(instalment_id__in=row_ids, state=BillState.OPEN)
    ids = list(bills.order_by("pk").values_list("public_id", flat=True))
    bills.update(state=BillState.OVERDUE)
    _log("bill", ids, source=BillState.OPEN, target=BillState.OVERDUE, on=on, actor=actor)


def _move_loans(loans: Sequence[Loan], *, on: dt.date, actor: Actor) -> None:
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(state=LoanState.OVERDUE)
    ids = [loan.public_id for loan in loans]
    _log("loan", ids, source=LoanState.ACTIVE, target=LoanState.OVERDUE, on=on, actor=actor)


def _log(
    machine: str, ids: Sequence[str], *, source: str, target: str, on: dt.date, actor: Actor
) -> None:
    TransitionLog.objects.bulk_create(
        TransitionLog(
            machine=machine,
            object_id=public_id,
            source=source,
            target=target,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            reason="unpaid after grace",
            business_on=on,
        )
        for public_id in ids
    )


def _tell(
    loans: Sequence[Loan], rows: dict[int, list[Instalment]], *, told_at: dt.datetime
) -> None:
    letters = []
    for loan in loans:
        if loan.borrower.phone_index is None:
            continue  # of a book taken over
        late = rows[loan.pk]
        amount = sum((row.principal - row.principal_paid for row in late), ZERO)
        facts = {
            "amount": format_amount(amount + loan.interest_due + loan.fee_due, loan.currency),
            "due_on": min(row.due_on for row in late).isoformat(),
        }
        letters.append((loan.borrower.public_id, facts))
    notify_all(letters, template="bill.overdue", at=told_at)
