"""The close of a due date: unpaid interest and fees become receivable, money held is applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.ids import new_public_id
from core.transitions import log_move
from lending.models import Loan
from lending.states import LoanState
from repayments.billing import bill_due_rows
from repayments.locks import lock_instalments, lock_loan
from repayments.models import Payment
from repayments.penalty import penalty_due_by_row
from repayments.posting import post_ordinary
from repayments.splitting import unpaid_of
from repayments.states import PaymentMethod

ZERO = Decimal("0.00")


@transaction.atomic
def fall_due(
    *, obligation_ids: Sequence[int], on: dt.date, actor: Actor, at: dt.datetime
) -> tuple[int, int]:
    """Bill the rows that are due by `on`, then apply money held for their borrowers.

    Returns how many loans and rows were written. Run again it finds nothing.
    """
    loans, rows = bill_due_rows(obligation_ids=obligation_ids, on=on)
    holding = (
        Loan.objects.filter(
            obligation_id__in=obligation_ids,
            unapplied__gt=0,
            oldest_unpaid_due_on__isnull=False,
            state__in=(LoanState.ACTIVE, LoanState.OVERDUE),
        )
        .order_by("pk")
        .values_list("public_id", flat=True)
    )
    for public_id in list(holding):
        _apply_unapplied(public_id, on=on, actor=actor, at=at)
        rows += 1
    return loans, rows


def _apply_unapplied(loan_id: str, *, on: dt.date, actor: Actor, at: dt.datetime) -> None:
    """A payment out of the borrower's own money, over what is due and no further."""
    loan = lock_loan(loan_id)
    rows = lock_instalments(loan)
    penalty = penalty_due_by_row(loan)
    owed = sum(
        (
            unpaid_of(row, penalty=penalty.get(row.pk, ZERO)).total
            for row in rows
            if row.due_on <= on
        ),
        ZERO,
    )
    amount = min(loan.unapplied, owed)
    if not amount:
        return
    payment = Payment.objects.create(
        borrower_id=loan.borrower_id,
        loan=loan,
        method=PaymentMethod.UNAPPLIED,
        channel="unapplied",
        reference=new_public_id("una"),
        currency=loan.currency,
        amount=amount,
    )
    log_move(payment, source="", actor=actor, reason="money held for the borrower")
    post_ordinary(
        loan=loan,
        rows=rows,
        payment=payment,
        received_on=on,
        bank_reference="",
        actor=actor,
        at=at,
        in_advance=False,
    )
