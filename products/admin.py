"""Officers' pages of products: read-only versions, on their way through review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.desk import (
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    ReasonForm,
    ServiceAction,
    Table,
    day,
    money,
    percent,
    timeline_panel,
)
from products.models import ProductVersion
from products.policies import may_propose_version, may_review_version
from products.services import (
    publish_reviewed_version,
    send_version_back,
    send_version_to_review,
)
from products.states import ProductVersionState


def _send(*, obj: ProductVersion, user: Any, at: dt.datetime, reason: str) -> str:
    send_version_to_review(version_id=obj.public_id, user=user, at=at, reason=reason)
    return gettext("Sent to the consumer-protection review.")


def _send_back(*, obj: ProductVersion, user: Any, at: dt.datetime, reason: str) -> str:
    send_version_back(version_id=obj.public_id, user=user, at=at, reason=reason)
    return gettext("Sent back to its author.")


def _publish(*, obj: ProductVersion, user: Any, at: dt.datetime) -> str:
    publish_reviewed_version(version_id=obj.public_id, user=user, at=at)
    return gettext("Published: offered from the open business date on.")


def _is(state: ProductVersionState) -> Any:
    return lambda obj, _user: obj.state == state


@admin.register(ProductVersion)
class ProductVersionAdmin(DeskAdmin):
    """Terms of products by version; a published one never changes (DM7)."""

    list_display = (
        "product_code",
        "number",
        "state_mark",
        "amounts",
        "rate",
        "method",
        "published_on",
    )
    list_filter = ("state", "product")
    ordering = ("product__code", "-number")
    list_select_related = ("product",)
    case_related = ("product",)
    service_actions = (
        ServiceAction(
            name="send-to-review", title=_("Send to review"), run=_send, form=ReasonForm,
            may=may_propose_version, when=_is(ProductVersionState.DRAFT), icon="send", variant="primary",
        ),
        ServiceAction(
            name="publish", title=_("Publish"), run=_publish, may=may_review_version,
            when=_is(ProductVersionState.IN_REVIEW), icon="publish", variant="primary",
        ),
        ServiceAction(
            name="send-back", title=_("Send back"), run=_send_back, form=ReasonForm,
            may=may_review_version, when=_is(ProductVersionState.IN_REVIEW), icon="undo",
        ),
    )  # fmt: skip

    @display(description=_("Product"), ordering="product__code")
    def product_code(self, obj: ProductVersion) -> str:
        return f"{obj.product.code} · {obj.product.name_zh}"

    @display(description=_("Amounts"))
    def amounts(self, obj: ProductVersion) -> str:
        return f"{money(obj.amount_min, obj.currency)} – {money(obj.amount_max, obj.currency)}"

    @display(description=_("Rate a year"), ordering="annual_rate")
    def rate(self, obj: ProductVersion) -> str:
        return _rates(obj)

    def title_of(self, obj: ProductVersion) -> str:
        return f"{obj.product.code} · {obj.product.name_zh} · v{obj.number}"

    def figure(self, obj: ProductVersion) -> Figure:
        return Figure(
            label=gettext("Rate a year"), value=_rates(obj), note=str(obj.get_method_display())
        )

    def facts(self, obj: ProductVersion) -> Iterable[Fact]:
        yield Fact(_("Amounts"), self.amounts(obj), note=money(obj.amount_step, obj.currency))
        yield Fact(_("Instalments"), " / ".join(str(n) for n in obj.instalment_choices))
        yield Fact(_("Published"), day(obj.published_on))
        yield Fact(_("Retired"), day(obj.retired_on))
        yield Fact(_("Highest cost a year"), percent(obj.annual_cost_cap))
        yield Fact(_("Rules"), obj.rule_set)

    def panels(self, request: HttpRequest, obj: ProductVersion) -> Iterable[Panel]:
        facts = [
            Fact(_("Day count"), obj.day_count),
            Fact(_("Interest by"), obj.interest_period),
            Fact(_("Days of grace"), obj.grace_days),
            Fact(_("Penalty rate"), f"x {obj.penalty_rate_factor.normalize():f}"),
            Fact(_("Early repayment charge"), percent(obj.early_repayment_pct)),
            Fact(_("Ages"), f"{obj.age_min} – {obj.age_max}"),
            Fact(_("Lowest score"), obj.score_min or "—"),
            Fact(_("Open to students"), _("yes") if obj.open_to_students else _("no")),
            Fact(_("Offer stands, days"), obj.offer_days),
        ]
        yield Panel(title=_("Terms"), facts=facts)
        if obj.rate_by_grade:
            rows = [[grade, f"{rate}%"] for grade, rate in sorted(obj.rate_by_grade.items())]
            table = Table(columns=[_("Grade"), _("Rate a year")], rows=rows)
            yield Panel(title=_("Price by risk"), table=table, place="side")
        if obj.fees:
            rows = [[fee.get("name", fee.get("code", "")), str(fee)] for fee in obj.fees]
            yield Panel(title=_("Fees"), table=Table(columns=[_("Fee"), _("Terms")], rows=rows))
        yield timeline_panel(obj.public_id)


def _rates(version: ProductVersion) -> str:
    if version.annual_rate_min == version.annual_rate:
        return percent(version.annual_rate)
    return f"{percent(version.annual_rate_min)} – {percent(version.annual_rate)}"
