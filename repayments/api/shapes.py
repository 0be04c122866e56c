"""The forms in which partners see loans and money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from rest_framework import serializers

from core.money import amount_text
from core.rest import Shape
from core.rest.fields import Amount
from core.rest.pages import page_shape
from lending.shapes import moment
from lending.states import LoanState
from products.services.quote_product import plain
from repayments.models import Payment
from repayments.selectors import (
    MoneyEvent,
    RowView,
    days_past_due,
    next_due,
    outstanding,
)
from repayments.states import PaymentMethod, PaymentState

if TYPE_CHECKING:
    from lending.models import Instalment, Loan

PARTS: Final = ("principal", "interest", "fee", "penalty", "early_repayment_charge", "unapplied")
ZERO: Final = Decimal("0.00")


class OutstandingShape(Shape):
    """What is owed now: principal due or not, the rest as far as it is due."""

    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount()


class NextDueShape(Shape):
    """The next date on which to pay; a missed one stays the next until it is paid."""

    on = serializers.DateField()
    amount = Amount()


class LoanShape(Shape):
    """A loan on the open business date."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=LoanState.choices)
    borrower = serializers.CharField()
    contract = serializers.CharField(allow_null=True)
    application = serializers.CharField(allow_null=True)
    product = serializers.CharField()
    currency = serializers.CharField()
    principal = Amount()
    annual_rate = serializers.CharField()
    disbursed_on = serializers.DateField()
    final_due_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    as_of = serializers.DateField()
    outstanding = OutstandingShape()
    unapplied = Amount()
    next_due = NextDueShape(allow_null=True)
    days_past_due = serializers.IntegerField()


LoanPage = page_shape("LoanPage", LoanShape)


class ScheduleRowShape(Shape):
    """One row of the schedule now in force."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount(help_text="What has run on this row, paid or not.")
    total = Amount()
    paid = Amount()
    unpaid = Amount()
    state = serializers.ChoiceField(choices=["paid", "overdue", "due", "coming"])
    settled_on = serializers.DateField(allow_null=True)


class ScheduleTotalsShape(Shape):
    """Sums of the rows."""

    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount()
    total = Amount()
    paid = Amount()
    unpaid = Amount()


class ScheduleShape(Shape):
    """The schedule now in force with what was paid of it."""

    loan = serializers.CharField()
    as_of = serializers.DateField()
    rows = ScheduleRowShape(many=True)
    totals = ScheduleTotalsShape()


class SplitsShape(Shape):
    """What a sum of money met, part by part."""

    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount()
    early_repayment_charge = Amount()
    unapplied = Amount()


class TransactionShape(Shape):
    """One movement of money on a loan."""

    number = serializers.IntegerField(help_text="1 for the first of this loan.")
    id = serializers.CharField(help_text="Id of the payment, or of the loan for its disbursement.")
    kind = serializers.CharField()
    method = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    value_on = serializers.DateField()
    booked_on = serializers.DateField()
    amount = Amount()
    splits = SplitsShape()


class TransactionPage(Shape):
    """One page of a list, in the order of booking."""

    data = TransactionShape(many=True)  # type: ignore[assignment]
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class BalanceShape(Shape):
    """Balances by everything that counts from the date or before."""

    as_of = serializers.DateField()
    currency = serializers.CharField()
    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount()
    unapplied = Amount()
    total = Amount(help_text="Principal, interest, fee and penalty together.")


class PayoffQuoteShape(Shape):
    """What ends the loan on a day, if nothing is paid before."""

    id = serializers.CharField()
    loan = serializers.CharField()
    on = serializers.DateField()
    principal = Amount()
    interest = Amount()
    fee = Amount()
    penalty = Amount()
    early_repayment_charge = Amount()
    total = Amount()
    valid_until = serializers.DateField()


class PaymentShape(Shape):
    """A payment in its present state."""

    id = serializers.CharField()
    loan = serializers.CharField()
    amount = Amount()
    currency = serializers.CharField()
    method = serializers.ChoiceField(choices=PaymentMethod.choices)
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=PaymentState.choices)
    received_on = serializers.DateField(allow_null=True)
    posted_at = serializers.DateTimeField(allow_null=True)
    splits = SplitsShape()
    cashier_url = serializers.CharField(
        allow_null=True, help_text="Where the borrower pays, while a cashier payment is pending."
    )
    note = serializers.CharField(allow_blank=True, help_text="Why it failed or was reversed.")


def loan_shape(
    loan: Loan, *, on: dt.date, rows: Sequence[Instalment] | None = None
) -> dict[str, Any]:
    """A loan as its partner sees it."""
    owed = outstanding(loan, on=on)
    coming = next_due(loan, on=on, rows=rows)
    currency = loan.currency
    contract = loan.contract
    return {
        "id": loan.public_id,
        "state": loan.state,
        "borrower": loan.borrower.public_id,
        "contract": contract.public_id if contract else None,
        "application": contract.application.public_id if contract else None,
        "product": loan.product_version.product.code,
        "currency": currency,
        "principal": amount_text(loan.principal, currency),
        "annual_rate": plain(loan.annual_rate),
        "disbursed_on": loan.disbursed_on.isoformat(),
        "final_due_on": loan.final_due_on.isoformat(),
        "closed_on": loan.closed_on.isoformat() if loan.closed_on else None,
        "as_of": on.isoformat(),
        "outstanding": {
            part: amount_text(getattr(owed, part), currency)
            for part in ("principal", "interest", "fee", "penalty")
        },
        "unapplied": amount_text(loan.unapplied, currency),
        "next_due": (
            {"on": coming.on.isoformat(), "amount": amount_text(coming.amount, currency)}
            if coming
            else None
        ),
        "days_past_due": days_past_due(loan, on=on),
    }


def schedule_shape(loan: Loan, rows: Sequence[RowView], *, on: dt.date) -> dict[str, Any]:
    """The schedule with sums."""
    amounts = ("principal", "interest", "fee", "penalty", "total", "paid", "unpaid")
    return {
        "loan": loan.public_id,
        "as_of": on.isoformat(),
        "rows": [
            {
                "number": row.number,
                "starts_on": row.starts_on.isoformat(),
                "due_on": row.due_on.isoformat(),
                **{name: amount_text(getattr(row, name), loan.currency) for name in amounts},
                "state": row.state,
                "settled_on": row.settled_on.isoformat() if row.settled_on else None,
            }
            for row in rows
        ],
        "totals": {
            name: amount_text(sum((getattr(row, name) for row in rows), ZERO), loan.currency)
            for name in amounts
        },
    }


def transaction_shape(event: MoneyEvent, *, number: int, currency: str) -> dict[str, Any]:
    """One movement of money."""
    return {
        "number": number,
        "id": event.id,
        "kind": event.kind,
        "method": event.method,
        "state": event.state,
        "value_on": event.on.isoformat(),
        "booked_on": event.booked_on.isoformat(),
        "amount": amount_text(event.amount, currency),
        "splits": splits_shape(event.splits, currency),
    }


def splits_shape(splits: Mapping[str, Decimal], currency: str) -> dict[str, str]:
    """Every part, those that got nothing too."""
    return {part: amount_text(splits.get(part, ZERO), currency) for part in PARTS}


def payment_shape(payment: Payment) -> dict[str, Any]:
    """A payment as its partner sees it."""
    splits: dict[str, Decimal] = {}
    for part, amount in payment.allocations.order_by("pk").values_list("part", "amount"):
        splits[part] = splits.get(part, ZERO) + amount
    is_pending = payment.state == PaymentState.PENDING
    return {
        "id": payment.public_id,
        "loan": payment.loan.public_id if payment.loan else "",
        "amount": amount_text(payment.amount, payment.currency),
        "currency": payment.currency,
        "method": payment.method,
        "reference": payment.reference,
        "state": payment.state,
        "received_on": payment.received_on.isoformat() if payment.received_on else None,
        "posted_at": moment(payment.posted_at),
        "splits": splits_shape(splits, payment.currency),
        "cashier_url": payment.cashier_url if is_pending and payment.cashier_url else None,
        "note": payment.closing_note,
    }
