"""Calls that move money: collected by the partner, started at the cashier, taken back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.calendar.business_date import open_date
from core.rest import Answer, Read, StrictInput, Write, pointing_at
from core.rest.fields import Amount, Day, Text
from lending.selectors import loan_for
from repayments.api.shapes import PaymentShape, payment_shape
from repayments.errors import (
    MethodNotOffered,
    MoreThanOwed,
    PaymentBackdatedTooFar,
    PaymentInFuture,
    PaymentReferenceReused,
)
from repayments.selectors import payment_for, payments_of
from repayments.selectors.quoted_payoff import is_quoted_payoff
from repayments.services import record_partner_payment, reverse_payment, start_payment
from repayments.states import PARTNER_METHODS, PaymentMethod

_NAMED = {
    MethodNotOffered: "/method",
    MoreThanOwed: "/amount",
    PaymentReferenceReused: "/reference",
    PaymentBackdatedTooFar: "/received_on",
    PaymentInFuture: "/received_on",
}


class PaymentInput(StrictInput):
    """Money from a borrower."""

    amount = Amount()
    method = serializers.ChoiceField(choices=PARTNER_METHODS)
    reference = Text(
        required=False,
        max_length=120,
        help_text="Your own number of a collected payment: one payment each, for ever.",
    )
    received_on = Day(
        required=False,
        help_text="When you received it; default: the open business date.",
    )
    payoff = serializers.BooleanField(
        required=False,
        help_text="Whether it ends the loan. Default: yes when it is exactly what a payoff quote"
        " for `received_on` said.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["method"] == PaymentMethod.PARTNER_COLLECTED and not attrs.get("reference"):
            raise serializers.ValidationError(
                {
                    "reference": [
                        serializers.ErrorDetail(str(_("Your number is needed.")), "required")
                    ]
                }
            )
        if attrs["method"] != PaymentMethod.PARTNER_COLLECTED and "received_on" in attrs:
            text = _("Only money that you collected yourself has a date of receipt.")
            raise serializers.ValidationError(
                {"received_on": [serializers.ErrorDetail(str(text), "not_for_this_method")]}
            )
        return attrs


class ReverseInput(StrictInput):
    """Why it is taken back."""

    reason = Text(max_length=200)


class CreatePayment(Write):
    """`partner_collected` is posted at once; `cashier` answers with the page where the borrower pays.

    The same `reference` again with the same content is the same payment (200). `direct_debit` is
    not offered yet.
    """

    summary = "Record or start a payment"
    required_scopes = ["payments"]
    input = PaymentInput
    output = PaymentShape
    success_status = 201
    other_answers = {200: "The payment that was posted under this `reference` before."}
    more_refusals = (502,)

    def prepare(self, *, caller: Any, data: dict[str, Any], loan_id: str = "", **facts: Any) -> Any:
        loan_for(caller, loan_id)
        if data["method"] == PaymentMethod.PARTNER_COLLECTED:
            return None
        with pointing_at(named=_NAMED):
            return start_payment(
                loan_id=loan_id,
                amount=data["amount"],
                method=data["method"],
                is_payoff=data.get("payoff", False),
                actor=caller.as_actor(),
                at=timezone.now(),
            )

    def perform(
        self, *, caller: Any, data: dict[str, Any], prepared: Any, loan_id: str = "", **facts: Any
    ) -> Any:
        if prepared is not None:
            return payment_shape(payment_for(caller, prepared.public_id))
        received_on = data.get("received_on") or open_date()
        was_there = payments_of(caller).filter(
            channel=caller.as_actor().key, reference=data["reference"]
        )
        is_known = was_there.exists()
        with pointing_at(named=_NAMED):
            payment = record_partner_payment(
                loan_id=loan_id,
                partner=caller,
                amount=data["amount"],
                reference=data["reference"],
                received_on=received_on,
                is_payoff=self._is_payoff(data, loan_id=loan_id, received_on=received_on),
                actor=caller.as_actor(),
                at=timezone.now(),
            )
        body = payment_shape(payment_for(caller, payment.public_id))
        return Answer(200, body) if is_known else body

    def _is_payoff(self, data: dict[str, Any], *, loan_id: str, received_on: Any) -> bool:
        if "payoff" in data:
            return bool(data["payoff"])
        return is_quoted_payoff(loan_id=loan_id, amount=data["amount"], received_on=received_on)


class GetPayment(Read):
    """A payment in its present state."""

    summary = "Read a payment"
    required_scopes = ["payments"]
    output = PaymentShape

    def read(self, *, caller: Any, payment_id: str = "", **facts: Any) -> dict[str, Any]:
        return payment_shape(payment_for(caller, payment_id))


class ReversePayment(Write):
    """Takes back the last payment that you collected; what it met is owed again."""

    summary = "Reverse a payment"
    required_scopes = ["payments.reverse"]
    input = ReverseInput
    output = PaymentShape

    def perform(
        self, *, caller: Any, data: dict[str, Any], payment_id: str = "", **facts: Any
    ) -> dict[str, Any]:
        payment_for(caller, payment_id)
        reverse_payment(
            payment_id=payment_id,
            reason=data["reason"],
            actor=caller.as_actor(),
            at=timezone.now(),
        )
        return payment_shape(payment_for(caller, payment_id))
