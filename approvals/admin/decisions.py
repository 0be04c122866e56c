"""Decisions: verdict, reasons, what was seen and how it was weighed (DM2, DM6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.states import Role
from approvals.admin.words import (
    decision_panel,
    first_figures,
    inputs_panel,
    outcome_text,
    trace_panel,
)
from approvals.models import Decision
from approvals.services import replay_decision
from core.desk import (
    TONES,
    DeskAdmin,
    Fact,
    Panel,
    ServiceAction,
    case_url,
    local,
    money,
    percent,
)


def _replay(*, obj: Decision, user: Any, at: dt.datetime) -> str:
    same = replay_decision(obj)
    if same:
        return gettext("Decided again from the stored inputs: the same result, field by field.")
    return gettext("Decided again from the stored inputs: the result DIFFERS. Tell the risk desk.")


@admin.register(Decision)
class DecisionAdmin(DeskAdmin):
    """Verdicts of rules and people; none can be changed."""

    list_display = (
        "public_id",
        "outcome_mark",
        "application_id_text",
        "limit_text",
        "score",
        "decided_by",
        "decided",
    )
    list_filter = ("outcome", "grade", "business_on")
    search_fields = ("public_id", "application__public_id")
    ordering = ("-pk",)
    list_select_related = ("application__product_version",)
    case_related = ("application__product_version__product", "rule_set", "review", "credit_report")
    list_filter_sheet = True
    service_actions = (
        ServiceAction(
            name="replay",
            title=_("Decide again and compare"),
            run=_replay,
            icon="replay",
            may=lambda user: user.has_role(Role.RISK, Role.AUDITOR, Role.COMPLIANCE),
            when=lambda obj, _user: obj.rule_set_id is not None,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """The bulky columns are read on the case page only."""
        rows = super().get_queryset(request)
        on_list = request.resolver_match and request.resolver_match.url_name.endswith("_changelist")
        return rows.defer("inputs", "trace", "reasons") if on_list else rows

    @display(description=_("Outcome"), ordering="outcome", label=TONES)
    def outcome_mark(self, obj: Decision) -> tuple[str, str]:
        return obj.outcome, outcome_text(obj.outcome)

    @display(description=_("Application"))
    def application_id_text(self, obj: Decision) -> str:
        return str(obj.application.public_id)

    @display(description=_("Limit"), ordering="limit")
    def limit_text(self, obj: Decision) -> str:
        return money(obj.limit, obj.application.product_version.currency)

    @display(description=_("When"), ordering="decided_at")
    def decided(self, obj: Decision) -> str:
        return local(obj.decided_at)

    def state_of(self, obj: Decision) -> tuple[str, str]:
        return outcome_text(obj.outcome), TONES[obj.outcome]

    def facts(self, obj: Decision) -> Iterable[Fact]:
        yield Fact(_("Application"), obj.application.public_id, href=case_url(obj.application))
        yield Fact(_("Product"), obj.application.product_version.product.code)
        yield Fact(_("Decided by"), obj.decided_by, note=local(obj.decided_at))
        if obj.rule_set:
            yield Fact(_("Rules"), obj.rule_set, href=case_url(obj.rule_set))
        if obj.review:
            yield Fact(_("Review"), obj.review.public_id, href=case_url(obj.review))
        if obj.limit is not None:
            yield Fact(_("Rate a year"), percent(obj.annual_rate))

    def panels(self, request: HttpRequest, obj: Decision) -> Iterable[Panel]:
        yield decision_panel(obj, title=_("Decision"))
        if obj.inputs:
            yield Panel(title=_("Figures"), facts=first_figures(obj.inputs))
        trace = trace_panel(obj)
        if trace:
            yield trace
        if obj.inputs:
            yield inputs_panel(obj)
