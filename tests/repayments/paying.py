"""Paying in tests, and asking the books afterwards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core.actors import Actor, System
from core.calendar.business_date import open_date
from core.coherence import run_checks
from core.ids import new_public_id
from core.transitions import log_move
from lending.models import Loan
from repayments.models import Payment
from repayments.services import post_payment
from tests.repayments.book import AT

CASHIER: Actor = System("cashier")
# The closing itself (seals, four eyes of other stages) is not what these tests are about.
OURS = ("core.states", "lending.", "repayments.", "collection")


def announce(
    loan: Loan, amount: str | Decimal, *, is_payoff: bool = False, method: str = "cashier"
) -> Payment:
    """A payment that waits for the payer."""
    payment = Payment.objects.create(
        borrower_id=loan.borrower_id,
        loan=loan,
        method=method,
        channel=method,
        reference=new_public_id("ref"),
        currency=loan.currency,
        amount=Decimal(amount),
        is_payoff=is_payoff,
    )
    log_move(payment, source="", actor=CASHIER)
    return payment


def pay(
    loan: Loan, amount: str | Decimal, *, on: dt.date | None = None, is_payoff: bool = False
) -> Payment:
    """A posted payment that counts from `on`, or from the open date."""
    payment = announce(loan, amount, is_payoff=is_payoff)
    return post_payment(
        payment_id=payment.public_id,
        received_on=on or open_date(),
        bank_reference="bank-1",
        actor=CASHIER,
        at=AT,
    )


def broken_books() -> dict[str, list[str]]:
    """Every check that finds something wrong, deep ones included."""
    return {
        report.id: report.examples
        for report in run_checks(deep=True)
        if not report.ok and report.id.startswith(OURS) and report.id not in NOT_SEALED
    }


NOT_SEALED = {"lending.booking_dates", "lending.seals"}  # `close_day` of these tests seals nothing
