"""What compliance sees of redress before it agrees: the complaint, and the loan before and after."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints.admin.complaints import words_panel
from complaints.models import Redress
from complaints.services.redress import KIND
from core.calendar.business_date import open_date
from core.desk import Cell, Column, Fact, Panel, Table, case_url, day, money, register_panel
from core.models import FourEyesRequest
from lending.states import LoanState
from repayments.selectors import most_payable, outstanding, split_preview


def redress_panels(request: HttpRequest, asked: FourEyesRequest) -> Iterable[Panel] | None:
    if asked.kind != KIND:
        return None
    redress = (
        Redress.objects.filter(public_id=asked.payload.get("redress"))
        .select_related("complaint__borrower", "loan__borrower")
        .first()
    )
    if redress is None:
        return None
    panels = [_complaint_panel(redress), words_panel(redress.complaint)]
    if asked.state == FourEyesRequest.State.PENDING and redress.loan.state != LoanState.SETTLED:
        panels.insert(0, _before_and_after(redress))
    return panels


def _complaint_panel(redress: Redress) -> Panel:
    complaint = redress.complaint
    return Panel(
        title=_("Complaint"),
        facts=[
            Fact(_("Number"), complaint.number, case_url(complaint)),
            Fact(_("About"), complaint.get_category_display()),
            Fact(_("Borrower"), complaint.borrower.masked_name, case_url(complaint.borrower)),
            Fact(_("Loan number"), redress.loan.public_id, case_url(redress.loan)),
            Fact(_("Received"), day(complaint.received_on)),
            Fact(_("Answer by"), day(complaint.deadline)),
        ],
    )


def _before_and_after(redress: Redress) -> Panel:
    """What is owed on the loan today, and after the redress was allocated like a payment."""
    loan, on = redress.loan, open_date()
    owed = outstanding(loan, on=on)
    split = split_preview(loan, amount=redress.amount, on=on)
    # Interest of a row that is not due yet is paid in advance: it does not lower what is due.
    still = most_payable(loan, on=on)
    parts = [
        (_("All still to pay by the schedule"), still, min(redress.amount, still)),
        (_("Principal"), owed.principal, split.principal),
        (_("Interest due"), owed.interest, min(split.interest, owed.interest)),
        (_("Penalty interest"), owed.penalty, min(split.penalty, owed.penalty)),
        (_("Fee"), owed.fee, min(split.fee, owed.fee)),
    ]
    rows = [
        [name, money(before, loan.currency), money(before - paid, loan.currency)]
        for name, before, paid in parts
    ]
    texts = []
    advance = split.interest - min(split.interest, owed.interest)
    if advance:
        texts.append(
            _("%(amount)s pays interest that is not due yet.")
            % {"amount": money(advance, loan.currency)}
        )
    if split.kept:
        texts.append(
            _("%(amount)s is held for the borrower.") % {"amount": money(split.kept, loan.currency)}
        )
    return Panel(
        title=_("The loan before and after"),
        tone="info",
        table=Table(
            columns=[
                _("Owed on %(on)s") % {"on": day(on)},
                Column(_("Before"), is_number=True),
                Column(_("After"), is_number=True),
            ],
            rows=rows,
            total=[
                Cell(_("Redress")),
                "",
                money(redress.amount, redress.currency),
            ],
        ),
        texts=texts,
    )


register_panel("core.foureyesrequest", 60, redress_panels)
