"""Rows, money events and parts of payments in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from lending.templatetags.lending_parts import status_chip
from repayments.states import PaymentMethod
from repayments.states import PaymentState as S

register = template.Library()

_PAYMENT_LOOKS = {
    S.PENDING: ("wait", "clock"),
    S.TO_CONFIRM: ("wait", "clock"),
    S.POSTED: ("paid", "check"),
    S.FAILED: ("", "cross"),
    S.REJECTED: ("bad", "cross"),
    S.REVERSED: ("bad", "alert"),
}


@register.simple_tag
def row_status(state: str) -> SafeString:
    """A row of the schedule: paid, overdue, due, coming."""
    look, icon_name, label = {
        "paid": ("paid", "check", pgettext("instalment", "paid")),
        "overdue": ("bad", "alert", gettext("overdue")),
        "due": ("due", "clock", gettext("due")),
        "coming": ("", "calendar", gettext("coming")),
    }[state]
    return status_chip(look, icon_name, label)


@register.simple_tag
def payment_status(payment: Any) -> SafeString:
    state = S(payment.state)
    return status_chip(*_PAYMENT_LOOKS[state], state.label)


@register.filter
def part_name(part: str) -> str:
    """What a part of a payment met."""
    return {
        "penalty": gettext("Penalty interest"),
        "fee": gettext("Fees"),
        "interest": gettext("Interest"),
        "principal": gettext("Principal"),
        "early_repayment_charge": gettext("Early repayment charge"),
        "unapplied": gettext("Kept for your next instalment"),
    }.get(part, part)


@register.filter
def event_name(kind: str) -> str:
    """A line of the list of money events (交易明细)."""
    return {
        "disbursement": gettext("Paid out to you"),
        "payment": gettext("Payment"),
        "payoff": gettext("Early payoff"),
        "unapplied_applied": gettext("Money kept for you used"),
        "reversal": gettext("Payment reversed"),
    }.get(kind, kind)


@register.filter
def way_name(method: str) -> str:
    return str(PaymentMethod(method).label) if method in PaymentMethod.values else ""


@register.filter
def plus(left: Decimal, right: Decimal) -> Decimal:
    """The sum of two amounts of one currency."""
    return left + right
