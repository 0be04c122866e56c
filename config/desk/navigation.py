"""The officers' navigation: what a role may view, grouped by the work it belongs to."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.desk.pages import list_url

# Groups of (title, icon, "app.model"); one line a page.
GROUPS: Final[tuple[tuple[Any, tuple[tuple[Any, str, str], ...]], ...]] = (
    (
        _("Approval"),
        (
            (_("Reviews"), "fact_check", "approvals.reviewcase"),
            (_("Applications"), "inbox", "lending.application"),
            (_("Decisions"), "gavel", "approvals.decision"),
            (_("Rule sets"), "rule", "approvals.ruleset"),
            (_("Block list"), "block", "approvals.block"),
        ),
    ),
    (
        _("Lending"),
        (
            (_("Loans"), "account_balance_wallet", "lending.loan"),
            (_("Contracts"), "contract", "lending.contract"),
            (_("Payouts"), "send_money", "lending.disbursement"),
            (_("Products"), "inventory_2", "products.productversion"),
        ),
    ),
    (
        _("Repayment"),
        (
            (_("Payments"), "payments", "repayments.payment"),
            (_("Bills"), "request_quote", "repayments.bill"),
        ),
    ),
    (
        _("Collection and complaints"),
        (
            (_("Collection cases"), "support_agent", "collections.collectioncase"),
            (_("Contacts"), "call", "collections.contactattempt"),
            (_("Promises"), "handshake", "collections.promisetopay"),
            (_("Complaints"), "sms_failed", "complaints.complaint"),
            (_("Redress"), "volunteer_activism", "complaints.redress"),
        ),
    ),
    (
        _("Books"),
        (
            (_("Journal entries"), "menu_book", "lending.journalentry"),
            (_("Closed dates"), "event_available", "core.closeddate"),
            (_("Set aside by the day-end"), "report", "core.quarantinedobligation"),
        ),
    ),
    (
        _("Control"),
        (
            (_("Second person"), "group", "core.foureyesrequest"),
            (_("Audit trail"), "history", "core.auditentry"),
            (_("State changes"), "swap_horiz", "core.transitionlog"),
            (_("Messages"), "sms", "core.notification"),
            (_("Outbox"), "outbox", "core.outboxmessage"),
        ),
    ),
    (
        _("People"),
        (
            (_("Borrowers"), "person", "accounts.borrower"),
            (_("Staff"), "badge", "accounts.user"),
            (_("Partners"), "hub", "accounts.partner"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with at least one page that this officer may view."""
    groups = [
        {
            "items": [
                {"title": _("Your desk"), "icon": "space_dashboard", "link": reverse("admin:index")}
            ]
        }
    ]
    for title, pages in GROUPS:
        items = [
            {"title": name, "icon": icon, "link": list_url(label)}
            for name, icon, label in pages
            if request.user.has_perm(_view(label)) and list_url(label)
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _view(label: str) -> str:
    app, _dot, model = label.partition(".")
    return f"{app}.view_{model}"


def style(request: HttpRequest) -> str:
    return static("desk.css")


def script(request: HttpRequest) -> str:
    return static("desk.js")


def icon(request: HttpRequest) -> str:
    return static("favicon.svg")
