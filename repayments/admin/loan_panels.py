"""What this stage adds to the page of a loan: its payments, and what is owed today."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.calendar.business_date import open_date
from core.desk import TONES, Cell, Column, Fact, Panel, Table, case_url, day, money, register_panel
from lending.models import Loan
from repayments.models import Payment
from repayments.selectors import days_past_due, is_open, next_due, outstanding

SHOWN = 20


def owed_panel(request: HttpRequest, loan: Loan) -> Panel | None:
    """What is owed on the open date, part by part."""
    if not is_open(loan):
        return None
    on = open_date()
    owed, due, late = outstanding(loan, on=on), next_due(loan, on=on), days_past_due(loan, on=on)
    facts = [
        Fact(_("Principal"), money(owed.principal, loan.currency)),
        Fact(_("Interest"), money(owed.interest, loan.currency)),
        Fact(_("Penalty interest"), money(owed.penalty, loan.currency)),
        Fact(_("Fee"), money(owed.fee, loan.currency)),
    ]
    if due is not None:
        facts.append(
            Fact(_("Due on %(on)s") % {"on": day(due.on)}, money(due.amount, loan.currency))
        )
    if late:
        words = _("%(days)s days overdue") % {"days": late}
        facts.append(Fact(_("Days past due"), words, tone="danger"))
    return Panel(
        title=_("Owed on %(on)s") % {"on": day(on)}, facts=facts, tone="danger" if late else ""
    )


def payments_panel(request: HttpRequest, loan: Loan) -> Panel:
    payments = Payment.objects.filter(loan=loan).order_by("-pk")[:SHOWN]
    return Panel(
        title=_("Payments"),
        table=Table(
            columns=[
                _("Payment"),
                _("State"),
                _("Way"),
                _("Value date"),
                Column(_("Amount"), is_number=True),
            ],
            rows=[
                [
                    Cell(payment.public_id, href=case_url(payment)),
                    Cell(capfirst(payment.get_state_display()), tone=TONES[payment.state]),
                    payment.get_method_display(),
                    day(payment.received_on),
                    money(payment.amount, payment.currency),
                ]
                for payment in payments
            ],
            empty=_("None yet."),
        ),
    )


register_panel("lending.loan", 45, owed_panel)
register_panel("lending.loan", 60, payments_panel)
