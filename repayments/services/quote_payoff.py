"""What it costs to end a loan on a day, told before anything is paid (SC13)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core.calendar.business_date import open_date
from core.errors import InvalidInput, NotFound
from lending.models import Loan
from lending.selectors import instalments_of
from repayments.models import PayoffQuote
from repayments.payoff import figures_on
from repayments.posting import require_open

DAYS_AHEAD_MAX: Final = 366


@transaction.atomic
def quote_payoff(*, loan_id: str, on: dt.date, at: dt.datetime) -> PayoffQuote:
    """The payoff of a loan on a day if nothing is paid before; kept, and good for that day.

    Asked again with the same figures, the first quote is returned. Raises NotFound, LoanNotOpen,
    InvalidInput for a day before the open date or more than a year ahead.
    """
    loan = Loan.objects.filter(public_id=loan_id).select_related("product_version__product").first()
    if loan is None:
        raise NotFound
    require_open(loan)
    today = open_date()
    if not today <= on <= today + dt.timedelta(days=DAYS_AHEAD_MAX):
        raise InvalidInput.at("/on", "out_of_range", _("a day from today on and within a year"))
    figures = figures_on(loan=loan, rows=list(instalments_of(loan)), on=on)
    facts = {
        name: getattr(figures, name)
        for name in ("principal", "interest", "fee", "penalty", "early_repayment_charge", "total")
    }
    quote, _is_new = PayoffQuote.objects.get_or_create(
        loan=loan, on=on, valid_until=on, **facts, defaults={"made_at": at}
    )
    return quote
