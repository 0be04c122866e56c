"""Arrears of many loans at once, for desks and reports."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum

from lending.accrual.segments import penalty_total
from lending.models import AccrualKind, AccrualSegment, Instalment, Loan
from repayments.penalty import grace_ends_on

ZERO = Decimal("0.00")


def arrears_of(loans: Sequence[Loan], *, on: dt.date) -> dict[int, Decimal]:
    """What each loan should have paid by `on`, penalty until then included, by the loan's key; two queries."""
    by_obligation = {loan.obligation_id: loan for loan in loans}
    owed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for loan in loans:
        owed[loan.pk] += loan.penalty_due
    unpaid = (
        F("principal") + F("interest") + F("fee")
        - F("principal_paid") - F("interest_paid") - F("fee_paid")
    )  # fmt: skip
    for loan_id, amount in (
        Instalment.objects.filter(loan__in=loans, is_current=True, due_on__lte=on, settled_on=None)
        .values_list("loan_id")
        .annotate(amount=Sum(unpaid))
        .order_by("loan_id")
    ):
        owed[loan_id] += amount
    running = AccrualSegment.objects.filter(
        Q(total=None) | Q(total__gt=F("posted")),
        obligation_id__in=list(by_obligation),
        kind=AccrualKind.PENALTY,
    ).select_related("instalment")
    for segment in running.order_by("pk"):
        loan = by_obligation[segment.obligation_id]
        if not segment.instalment or on > grace_ends_on(loan, segment.instalment):
            owed[loan.pk] += max(penalty_total(segment, on=on) - segment.posted, ZERO)
    return dict(owed)
