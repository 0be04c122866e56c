"""Opening and closing of accrual segments: what a loan earns a day, written down by events only.

Interest of a schedule row is its amount spread evenly over the days of its period, so that what
was accrued when it falls due is exactly what is due. Penalty is a daily share of the overdue
principal of one row, open-ended, rounded once when the segment ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from core.calendar.business_date import hold_open_date
from core.money import round_money
from lending.models import AccrualCorrection, AccrualKind, AccrualSegment, Instalment, Loan

EXACT = Decimal("1e-20")  # the grain in which fractions of money are added up


def exact(numerator: Decimal, denominator: Decimal, days: int) -> Decimal:
    """The daily amount, to 20 decimals, times the days: the same figure that the daily income adds up."""
    with localcontext() as context:
        context.prec = 50
        return (numerator / denominator).quantize(EXACT, rounding=ROUND_HALF_EVEN) * days


def share(numerator: Decimal, denominator: Decimal, days: int) -> Decimal:
    """The same days undivided until the end: what is exactly half a cent must be rounded as half a cent."""
    with localcontext() as context:
        context.prec = 50
        return numerator * days / denominator


def open_interest_segments(
    *, loan: Loan, rows: Iterable[Instalment], product: str, until: dict[int, dt.date]
) -> None:
    """One segment a row: `until` gives the end of each row's period by its number (due dates may be moved)."""
    today = hold_open_date()
    segments = [
        AccrualSegment(
            obligation_id=loan.obligation_id,
            instalment=row,
            kind=AccrualKind.INTEREST,
            product=product,
            currency=loan.currency,
            starts_on=row.starts_on,
            ends_on=until[row.number],
            counts_from=max(row.starts_on, today),
            counts_to=max(until[row.number], today),
            numerator=row.interest,
            denominator=(until[row.number] - row.starts_on).days,
            total=row.interest,
        )
        for row in rows
        if row.interest and until[row.number] > row.starts_on
    ]
    AccrualSegment.objects.bulk_create(segments)
    late = [s for s in segments if s.starts_on < today]
    _correct(
        (
            s,
            exact(s.numerator, s.denominator, (min(s.ends_on or today, today) - s.starts_on).days),
            today,
        )
        for s in late
    )


def stop_interest(*, loan: Loan, on: dt.date, earned: Decimal) -> None:
    """End the loan's interest on `on`: of the running row `earned` in all, of later rows nothing."""
    today = hold_open_date()
    for segment in (
        AccrualSegment.objects.select_for_update()
        .filter(obligation_id=loan.obligation_id, kind=AccrualKind.INTEREST, ends_on__gt=on)
        .order_by("pk")
    ):
        is_running = segment.starts_on <= on
        _close(
            segment,
            ends_on=max(on, segment.starts_on),
            total=earned if is_running else Decimal(0),
            today=today,
        )


@dataclass(frozen=True)
class PenaltyDraft:
    """Penalty on `base` (overdue principal of one row) at percent a year over a year of `days`, from `starts_on`."""

    loan: Loan
    instalment: Instalment
    product: str
    base: Decimal
    annual_rate: Decimal
    days: int
    starts_on: dt.date


def open_penalties(drafts: Iterable[PenaltyDraft]) -> list[AccrualSegment]:
    """Let penalty run; days before the open date are made up for on it. Two statements in all."""
    today = hold_open_date()
    segments = AccrualSegment.objects.bulk_create(
        AccrualSegment(
            obligation_id=draft.loan.obligation_id,
            instalment=draft.instalment,
            kind=AccrualKind.PENALTY,
            product=draft.product,
            currency=draft.loan.currency,
            starts_on=draft.starts_on,
            counts_from=max(draft.starts_on, today),
            numerator=draft.base * draft.annual_rate,
            denominator=Decimal(100 * draft.days),
        )
        for draft in drafts
    )
    _correct(
        (s, exact(s.numerator, s.denominator, (today - s.starts_on).days), today)
        for s in segments
        if s.starts_on < today
    )
    return segments


def open_penalty(
    *,
    loan: Loan,
    instalment: Instalment,
    product: str,
    base: Decimal,
    annual_rate: Decimal,
    days: int,
    starts_on: dt.date,
) -> AccrualSegment:
    """Let penalty run on one row."""
    draft = PenaltyDraft(
        loan=loan,
        instalment=instalment,
        product=product,
        base=base,
        annual_rate=annual_rate,
        days=days,
        starts_on=starts_on,
    )
    return open_penalties([draft])[0]


def close_penalty(*, segment: AccrualSegment, on: dt.date) -> Decimal:
    """End a penalty segment on `on`; returns its rounded total."""
    total = penalty_total(segment, on=on)
    _close(segment, ends_on=max(on, segment.starts_on), total=total, today=hold_open_date())
    return total


def penalty_total(segment: AccrualSegment, *, on: dt.date) -> Decimal:
    """What the segment has earned up to `on`, rounded half even to the currency (once, not day by day)."""
    if segment.total is not None:
        return Decimal(segment.total)
    days = max((on - segment.starts_on).days, 0)
    exact_total: Decimal = share(segment.numerator, segment.denominator, days)
    return round_money(exact_total, segment.currency)


def accrued_penalty(*, loan: Loan, on: dt.date) -> Decimal:
    """Penalty that has run up to `on` and is not receivable yet."""
    segments = AccrualSegment.objects.filter(
        obligation_id=loan.obligation_id, kind=AccrualKind.PENALTY
    )
    return sum(
        (penalty_total(s, on=on) - s.posted for s in segments.order_by("pk")), Decimal("0.00")
    )


def _close(segment: AccrualSegment, *, ends_on: dt.date, total: Decimal, today: dt.date) -> None:
    """Set the end; income until now counted `today - starts_on` days, the correction makes it the total."""
    ends_counting = max(ends_on, today, segment.counts_from)
    counted = exact(
        segment.numerator, segment.denominator, (ends_counting - segment.starts_on).days
    )
    segment.ends_on, segment.counts_to, segment.total = ends_on, ends_counting, total
    segment.save(update_fields=["ends_on", "counts_to", "total"])
    if total != counted:
        _correct([(segment, total - counted, ends_counting)])


def _correct(corrections: Iterable[tuple[AccrualSegment, Decimal, dt.date]]) -> None:
    AccrualCorrection.objects.bulk_create(
        AccrualCorrection(
            segment=segment,
            kind=segment.kind,
            product=segment.product,
            currency=segment.currency,
            on=on,
            amount=amount,
        )
        for segment, amount, on in corrections
        if amount
    )
