"""What it costs to end a loan on a day, and the booking of it (SC13, RULES P10, Civil Code 677).

Interest is owed for the days used: rows whose period has ended in full, the running row by its
days so far. The rows that are not due yet are replaced by one row of a new schedule version, due
on the day of the payoff; a reversal puts the old ones back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from core.actors import Actor
from core.calendar.business_date import hold_open_date
from core.money import round_money
from lending.accrual.resume import period_end, resume_interest
from lending.accrual.segments import share, stop_interest
from lending.ledger.chart import Account
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan, ScheduleVersion
from lending.services.open_loan import loan_product
from products.maths.rounding import round_money as round_by_mode
from repayments.errors import PaymentBackdatedTooFar
from repayments.models import Allocation, Payment
from repayments.penalty import accrued_penalty, grace_ends_on, penalty_due_by_row
from repayments.posting import (
    book_on_rows,
    finish,
    post_ordinary,
    post_split,
    receive_penalty,
    require_open,
    require_value_date,
    write_allocations,
)
from repayments.splitting import Splits, allocations_of, credits_of, split_money, unpaid_of
from repayments.standing import pay_bills

ZERO = Decimal("0.00")
PAID_OFF = "paid off"  # reason of the schedule version that a payoff makes


@dataclass(frozen=True)
class PayoffFigures:
    """A payoff on a day. `running` is the row whose period is under way, `earned` its interest so far."""

    on: dt.date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal
    early_repayment_charge: Decimal
    later: tuple[Instalment, ...]  # rows whose period has not ended and that are not settled
    running: Instalment | None
    earned: Decimal
    running_unpaid: Decimal  # of `earned`, what has not been paid in advance

    @property
    def total(self) -> Decimal:
        return (
            self.principal + self.interest + self.fee + self.penalty + self.early_repayment_charge
        )


def figures_on(*, loan: Loan, rows: Sequence[Instalment], on: dt.date) -> PayoffFigures:
    """The payoff on a day if nothing is paid before it. `rows` are the current rows by number."""
    ended = [row for row in rows if period_end(row, rows) <= on]
    later = tuple(row for row in rows if period_end(row, rows) > on and row.settled_on is None)
    running = next((row for row in rows if row.starts_on <= on < period_end(row, rows)), None)
    earned = earned_interest(loan, running, on=on) if running else ZERO
    not_due = sum((row.principal - row.principal_paid for row in later), ZERO)
    charge = not_due * Decimal(loan.charges["early_repayment_pct"]) / 100
    dues = [unpaid_of(row) for row in ended]
    running_unpaid = max(earned - running.interest_paid, ZERO) if running else ZERO
    return PayoffFigures(
        on=on,
        principal=loan.principal_outstanding,
        interest=sum((due.interest for due in dues), ZERO) + running_unpaid,
        fee=sum((due.fee for due in dues), ZERO),
        penalty=loan.penalty_due
        + accrued_penalty(loan=loan, on=on)
        + _penalty_to_come(loan, rows, on=on),
        early_repayment_charge=round_money(charge, loan.currency),
        later=later,
        running=running,
        earned=earned,
        running_unpaid=running_unpaid,
    )


def earned_interest(loan: Loan, row: Instalment, *, on: dt.date) -> Decimal:
    """Interest of a running row for its days before `on`, rounded as the loan's terms say."""
    total = ZERO
    for segment in AccrualSegment.objects.filter(
        instalment=row, kind=AccrualKind.INTEREST, starts_on__lt=on
    ).order_by("pk"):
        if segment.ends_on is not None and segment.ends_on <= on:
            total += segment.total or ZERO
        else:
            total += share(segment.numerator, segment.denominator, (on - segment.starts_on).days)
    rounding = loan.terms.get("rounding") or {}
    return round_by_mode(
        total,
        decimals=int(rounding.get("decimals", 2)),
        mode=str(rounding.get("interest", "half_even")),
    )


def _penalty_to_come(loan: Loan, rows: Sequence[Instalment], *, on: dt.date) -> Decimal:
    """Penalty of rows that will have passed their grace by `on` and bear none yet."""
    rate = Decimal(loan.charges["penalty_rate"])
    with_penalty = set(
        AccrualSegment.objects.filter(
            obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY
        ).values_list("instalment_id", flat=True)
    )
    total = ZERO
    for row in rows:
        unpaid = row.principal - row.principal_paid
        if unpaid and row.pk not in with_penalty and grace_ends_on(loan, row) < on:
            per_day = unpaid * rate, Decimal(100 * int(loan.charges["penalty_year"]))
            total += round_money(share(*per_day, (on - row.due_on).days), loan.currency)
    return total


def post_money(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    received_on: dt.date,
    bank_reference: str,
    actor: Actor,
    at: dt.datetime,
) -> Payment:
    """Post a payment as a payoff where it was meant as one and covers it, otherwise as an ordinary one.

    Raises LoanNotOpen, PaymentInFuture, PaymentBackdatedTooFar.
    """
    for post in (post_payoff, post_ordinary) if payment.is_payoff else (post_ordinary,):
        is_posted = post(
            loan=loan,
            rows=rows,
            payment=payment,
            received_on=received_on,
            bank_reference=bank_reference,
            actor=actor,
            at=at,
        )
        if is_posted:
            break
    return payment


def post_payoff(
    *,
    loan: Loan,
    rows: Sequence[Instalment],
    payment: Payment,
    received_on: dt.date,
    bank_reference: str,
    actor: Actor,
    at: dt.datetime,
) -> bool:
    """Settle the loan with a payment that covers its payoff; False when it does not and nothing was done.

    Raises LoanNotOpen, PaymentInFuture, PaymentBackdatedTooFar.
    """
    require_open(loan)
    open_on = hold_open_date()
    require_value_date(loan, received_on=received_on, open_on=open_on)
    _require_running_period(rows, received_on=received_on, open_on=open_on)
    figures = figures_on(loan=loan, rows=rows, on=received_on)
    if payment.amount < figures.total:
        return False
    receive_penalty(loan, payment=payment, on=received_on)
    standing = [row for row in rows if row not in figures.later]
    if figures.later:
        _stop_interest(loan, figures)
        standing.append(_last_row(loan, figures))
    splits = split_money(
        loan=loan,
        rows=standing,
        penalty=penalty_due_by_row(loan),
        amount=payment.amount - figures.early_repayment_charge,
        on=max(received_on, *(row.due_on for row in standing)),
        in_advance=False,
    )
    entry = post_split(
        loan=loan,
        payment=payment,
        kind="payoff",
        credits=_with_charge(splits, figures.early_repayment_charge),
        on=received_on,
    )
    charge = (standing[-1], Allocation.Part.EARLY_REPAYMENT_CHARGE, figures.early_repayment_charge)
    write_allocations(
        payment, [*allocations_of(splits), *([charge] if figures.early_repayment_charge else [])]
    )
    book_on_rows(loan=loan, splits=splits, on=received_on)
    for row in standing:
        if row.settled_on is None and not unpaid_of(row).total:
            row.settled_on = received_on
            row.save(update_fields=["settled_on"])
    finish(
        loan=loan,
        rows=standing,
        payment=payment,
        entry=entry,
        received_on=received_on,
        open_on=open_on,
        bank_reference=bank_reference,
        actor=actor,
        at=at,
    )
    pay_bills([row.pk for row in figures.later], actor=actor, at=at, on=received_on)
    return True


def _require_running_period(
    rows: Sequence[Instalment], *, received_on: dt.date, open_on: dt.date
) -> None:
    """A period that has been earned in full is not cut again. Raises PaymentBackdatedTooFar."""
    ended = [
        end
        for row, end in ((row, period_end(row, rows)) for row in rows)
        if received_on < end and (row.billed_on is not None or end < open_on)
    ]
    if ended:
        raise PaymentBackdatedTooFar(received_on=received_on, last=max(ended))


def _with_charge(splits: Splits, charge: Decimal) -> dict[Account, Decimal]:
    credits = credits_of(splits)
    if charge:
        credits[Account.EARLY_REPAYMENT_INCOME] = charge
    return credits


def _stop_interest(loan: Loan, figures: PayoffFigures) -> None:
    """End the accrual; interest that was paid in advance for the running row stays earned."""
    earned = ZERO
    if figures.running is not None:
        before = AccrualSegment.objects.filter(
            instalment=figures.running, kind=AccrualKind.INTEREST, ends_on__lte=figures.on
        ).aggregate(total=Sum("total"))["total"]
        earned = max(figures.earned, figures.running.interest_paid) - (before or ZERO)
    stop_interest(loan=loan, on=figures.on, earned=earned)


def _last_row(loan: Loan, figures: PayoffFigures) -> Instalment:
    """Replace the rows that are not due by one that ends the loan, in a new schedule version."""
    last = loan.schedule_versions.order_by("-number").first()
    version = ScheduleVersion.objects.create(
        loan=loan,
        number=(last.number if last else 0) + 1,
        reason=PAID_OFF,
        terms=loan.terms,
        maths_version=last.maths_version if last else "",
        made_on=figures.on,
    )
    for row in figures.later:
        row.is_current = False
        row.save(update_fields=["is_current"])
    return Instalment.objects.create(
        loan=loan,
        schedule_version=version,
        number=figures.later[0].number,
        starts_on=figures.later[0].starts_on,
        due_on=figures.on,
        principal=sum((row.principal - row.principal_paid for row in figures.later), ZERO),
        interest=figures.running_unpaid,
    )


def undo_payoff(*, loan: Loan, rows: Sequence[Instalment], on: dt.date) -> list[Instalment]:
    """Put the replaced rows back and let their interest run again from the payoff's day; returns them.

    `rows` are all rows of the loan, whatever their version, with the payment taken out of them.
    """
    last = next(
        (row for row in rows if row.is_current and row.schedule_version.reason == PAID_OFF), None
    )
    if last is None:
        return []
    last.is_current = False
    last.save(update_fields=["is_current"])
    base = loan.schedule_versions.exclude(reason=PAID_OFF).order_by("-number").first()
    assert base is not None  # noqa: S101 - every loan has a first version
    of_base = [row for row in rows if row.schedule_version_id == base.pk]
    restored = [row for row in of_base if not row.is_current]
    for row in restored:
        row.is_current = True
        row.save(update_fields=["is_current"])
    resume_interest(loan=loan, product=loan_product(loan), rows=restored, of=of_base, on=on)
    return restored
