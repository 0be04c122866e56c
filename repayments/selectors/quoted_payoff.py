"""Whether money is exactly what a payoff was quoted at."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from repayments.models import PayoffQuote


def is_quoted_payoff(*, loan_id: str, amount: Decimal, received_on: dt.date) -> bool:
    """A payer who sends to the cent what a quote said for that day means to end the loan."""
    return PayoffQuote.objects.filter(
        loan__public_id=loan_id, on=received_on, total=amount
    ).exists()
