"""What this stage adds to the page of a loan: its collection cases."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from collection.models import CollectionCase
from core.desk import TONES, Cell, Panel, Table, case_url, day, register_panel
from lending.models import Loan


def cases_panel(request: HttpRequest, loan: Loan) -> Panel | None:
    """Nothing for a loan that was never overdue."""
    cases = list(
        CollectionCase.objects.filter(loan=loan).select_related("collector").order_by("-pk")
    )
    if not cases:
        return None
    return Panel(
        title=_("Collection cases"),
        table=Table(
            columns=[_("Case"), _("State"), _("Opened on"), _("Closed on"), _("Collector")],
            rows=[
                [
                    Cell(case.public_id, href=case_url(case)),
                    Cell(capfirst(case.get_state_display()), tone=TONES[case.state]),
                    day(case.opened_on),
                    day(case.closed_on),
                    str(case.collector or "—"),
                ]
                for case in cases
            ],
        ),
    )


register_panel("lending.loan", 70, cases_panel)
