"""Complaints on the pages of borrowers and loans: the list, and the button that registers one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Borrower, User
from complaints.admin.forms import FileForm
from complaints.models import Complaint
from complaints.policies import may_handle
from complaints.services import file_complaint
from core.desk import (
    TONES,
    Cell,
    Panel,
    ServiceAction,
    Table,
    case_url,
    day,
    register_action,
    register_panel,
)
from lending.models import Loan


def _file(*, obj: Borrower, user: User, at: dt.datetime, **facts: Any) -> HttpResponse:
    loan_id = facts.pop("loan") or None
    complaint = file_complaint(
        borrower_id=obj.public_id, loan_id=loan_id, actor=user.as_actor(), at=at, **facts
    )
    return HttpResponseRedirect(case_url(complaint))


def loan_complaints(request: HttpRequest, loan: Loan) -> Panel | None:
    return _panel(loan.complaints.order_by("-pk"))


def borrower_complaints(request: HttpRequest, borrower: Borrower) -> Panel | None:
    return _panel(borrower.complaints.order_by("-pk"))


def _panel(complaints: Any) -> Panel | None:
    """Nothing where nobody ever complained."""
    found: list[Complaint] = list(complaints[:20])
    if not found:
        return None
    return Panel(
        title=_("Complaints"),
        table=Table(
            columns=[_("Number"), _("State"), _("About"), _("Answer by")],
            rows=[
                [
                    Cell(one.number, href=case_url(one)),
                    Cell(capfirst(one.get_state_display()), tone=TONES[one.state]),
                    one.get_category_display(),
                    day(one.deadline),
                ]
                for one in found
            ],
        ),
    )


register_panel("lending.loan", 75, loan_complaints)
register_panel("accounts.borrower", 75, borrower_complaints)
register_action(
    "accounts.borrower",
    ServiceAction(
        name="file-complaint",
        title=gettext_lazy("Register a complaint"),
        intro=gettext_lazy(
            "By telephone or at the counter: the complainant gets the number at once."
        ),
        run=_file,
        form=FileForm,
        may=may_handle,
        icon="forum",
    ),
)
