"""The state of applications and loans as a word and an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.templatetags.site_parts import icon
from lending.states import ApplicationState as A
from lending.states import LoanState as L
from products.purposes import Purpose

if TYPE_CHECKING:
    from lending.models import Application, Loan

register = template.Library()

_LOOKS: dict[Any, tuple[str, str]] = {
    A.DRAFT: ("", "file"),
    A.SUBMITTED: ("wait", "clock"),
    A.RECALLED: ("", "file"),
    A.IN_REVIEW: ("wait", "clock"),
    A.APPROVED: ("paid", "check"),
    A.DECLINED: ("bad", "cross"),
    A.CONTRACTED: ("wait", "file"),
    A.WITHDRAWN: ("", "cross"),
    A.EXPIRED: ("", "clock"),
    L.ACTIVE: ("wait", "clock"),
    L.OVERDUE: ("bad", "alert"),
    L.SETTLED: ("paid", "check"),
    L.WRITTEN_OFF: ("bad", "alert"),
}


def status_chip(look: str, icon_name: str, label: object) -> SafeString:
    """A state: never by colour alone."""
    extra = f" status--{look}" if look else ""
    return format_html('<span class="status{}">{}{}</span>', extra, icon(icon_name, 16), label)


@register.simple_tag
def application_status(application: Application) -> SafeString:
    look, name = _LOOKS[A(application.state)]
    return status_chip(look, name, A(application.state).label)


@register.simple_tag
def loan_status(loan: Loan) -> SafeString:
    look, name = _LOOKS[L(loan.state)]
    label = gettext("being repaid") if loan.state == L.ACTIVE else L(loan.state).label
    return status_chip(look, name, label)


@register.simple_tag
def purpose_name(code: str) -> str:
    """What the loan is for, in words."""
    return str(Purpose(code).label) if code in Purpose.values else code
