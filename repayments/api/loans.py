"""Calls that read loans."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.calendar.business_date import open_date
from core.errors import InvalidInput
from core.money import amount_text
from core.rest import PageQuery, Read, StrictInput, page_of
from core.rest.fields import Day, Text, WholeNumber
from lending.selectors import loan_for, loans_of, schedules_of
from lending.states import LoanState
from repayments.api.shapes import (
    ZERO,
    BalanceShape,
    LoanPage,
    LoanShape,
    PayoffQuoteShape,
    ScheduleShape,
    TransactionPage,
    loan_shape,
    schedule_shape,
    transaction_shape,
)
from repayments.penalty import accrued_penalty
from repayments.selectors import balance_as_of, schedule_view, transactions
from repayments.services import quote_payoff


class LoansQuery(PageQuery):
    """Which loans."""

    state = serializers.ChoiceField(choices=LoanState.choices, required=False)
    borrower = Text(required=False, max_length=60)
    contract = Text(required=False, max_length=60)
    application = Text(required=False, max_length=60)


class AsOfQuery(StrictInput):
    """A date up to the open business date, which is the default."""

    as_of = Day(required=False)


class OnQuery(StrictInput):
    """A date from the open business date on, which is the default."""

    on = Day(required=False)


class TransactionsQuery(StrictInput):
    """Which part of the list."""

    limit = WholeNumber(required=False, min_value=1, max_value=200, default=100)
    after = WholeNumber(required=False, min_value=0, default=0)


class ListLoans(Read):
    """Loans of your applications, the latest first."""

    summary = "List loans"
    required_scopes = ["loans.read"]
    output = LoanPage
    query = LoansQuery

    def read(self, *, caller: Any, query: dict[str, Any], **ids: str) -> dict[str, Any]:
        rows = loans_of(caller).select_related(
            "borrower", "product_version__product", "contract__application", "obligation"
        )
        paths = {
            "state": "state",
            "borrower": "borrower__public_id",
            "contract": "contract__public_id",
            "application": "contract__application__public_id",
        }
        rows = rows.filter(**{path: query[name] for name, path in paths.items() if name in query})
        page = page_of(
            rows, limit=query["limit"], after=query.get("after"), shown=lambda loan: loan
        )
        on = open_date()
        schedules = schedules_of(page["data"])
        page["data"] = [loan_shape(loan, on=on, rows=schedules[loan.pk]) for loan in page["data"]]
        return page


class GetLoan(Read):
    """A loan on the open business date."""

    summary = "Read a loan"
    required_scopes = ["loans.read"]
    output = LoanShape

    def read(self, *, caller: Any, loan_id: str = "", **facts: Any) -> dict[str, Any]:
        return loan_shape(loan_for(caller, loan_id), on=open_date())


class GetSchedule(Read):
    """The schedule now in force with what was paid of it."""

    summary = "Read a loan's schedule"
    required_scopes = ["loans.read"]
    output = ScheduleShape

    def read(self, *, caller: Any, loan_id: str = "", **facts: Any) -> dict[str, Any]:
        loan, on = loan_for(caller, loan_id), open_date()
        return schedule_shape(loan, schedule_view(loan, on=on), on=on)


class ListTransactions(Read):
    """Movements of money on a loan, in the order in which they were booked."""

    summary = "List a loan's transactions"
    required_scopes = ["loans.read"]
    output = TransactionPage
    query = TransactionsQuery

    def read(
        self, *, caller: Any, query: dict[str, Any], loan_id: str = "", **ids: str
    ) -> dict[str, Any]:
        loan = loan_for(caller, loan_id)
        events = list(enumerate(transactions(loan), start=1))
        first, end = query["after"], query["after"] + query["limit"]
        return {
            "data": [
                transaction_shape(event, number=number, currency=loan.currency)
                for number, event in events[first:end]
            ],
            "has_more": end < len(events),
            "next": str(end) if end < len(events) else None,
        }


class GetBalance(Read):
    """Balances by everything that counts from `as_of` or before, late bookings included.

    On the open business date penalty that runs and is not booked yet is included.
    """

    summary = "Read a loan's balance as of a date"
    required_scopes = ["loans.read"]
    output = BalanceShape
    query = AsOfQuery

    def read(
        self, *, caller: Any, query: dict[str, Any], loan_id: str = "", **ids: str
    ) -> dict[str, Any]:
        loan, today = loan_for(caller, loan_id), open_date()
        on = query.get("as_of", today)
        if on > today:
            message = _("This date is after the open business date, %s.") % today.isoformat()
            raise InvalidInput.at("/as_of", "in_the_future", message)
        found = balance_as_of(loan, on=on)
        if on == today:
            found["penalty"] += accrued_penalty(loan=loan, on=on)
        owed = sum((found[part] for part in ("principal", "interest", "fee", "penalty")), ZERO)
        return {
            "as_of": on.isoformat(),
            "currency": loan.currency,
            **{part: amount_text(amount, loan.currency) for part, amount in found.items()},
            "total": amount_text(owed, loan.currency),
        }


class GetPayoffQuote(Read):
    """What ends the loan on a day, if nothing is paid before. Pay exactly this to end it."""

    summary = "Quote the payoff of a loan"
    required_scopes = ["loans.read"]
    output = PayoffQuoteShape
    query = OnQuery
    more_refusals = (409,)

    def read(
        self, *, caller: Any, query: dict[str, Any], loan_id: str = "", **ids: str
    ) -> dict[str, Any]:
        loan = loan_for(caller, loan_id)
        quote = quote_payoff(
            loan_id=loan.public_id, on=query.get("on") or open_date(), at=timezone.now()
        )
        parts = ("principal", "interest", "fee", "penalty", "early_repayment_charge", "total")
        return {
            "id": quote.public_id,
            "loan": loan.public_id,
            "on": quote.on.isoformat(),
            **{part: amount_text(getattr(quote, part), loan.currency) for part in parts},
            "valid_until": quote.valid_until.isoformat(),
        }
