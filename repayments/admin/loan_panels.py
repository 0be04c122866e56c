"""What this stage adds to the page of a loan: its payments, and what is due next."""

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


def due_panel(request: HttpRequest, loan: Loan) -> Panel | None:
    """What should be paid next, penalty that has run until the open date included."""
    if not is_open(loan):
        return None
    on = open_date()
    due, late = next_due(loan, on=on), days_past_due(loan, on=on)
    facts = []
    if due is not None:
        facts.append(
            Fact(_("Due on %(on)s") % {"on": day(due.on)}, money(due.amount, loan.currency))
        )
    if late:
        penalty = money(outstanding(loan, on=on).penalty, loan.currency)
        words = _("%(days)s days overdue") % {"days": late}
        facts += [
            Fact(_("Penalty interest until today"), penalty),
            Fact(_("Days past due"), words, tone="danger"),
        ]
    return Panel(title=_("Next to pay"), facts=facts, place="side", tone="danger" if late else "")


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


register_panel("lending.loan", 40, due_panel)
register_panel("lending.loan", 60, payments_panel)
