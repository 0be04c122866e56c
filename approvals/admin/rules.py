"""Rule sets and the block list."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from approvals.models import Block, RuleSet
from approvals.policies import may_block, may_publish_rules
from approvals.services import block_borrower, lift_block, publish_rule_set
from approvals.states import RuleSetState
from core.desk import (
    TONES,
    Cell,
    DeskAdmin,
    Fact,
    Panel,
    ReasonForm,
    ServiceAction,
    Table,
    case_url,
    local,
    register_action,
    register_panel,
    timeline_panel,
)
from core.desk.officers import officer


def _publish(*, obj: RuleSet, user: Any, at: dt.datetime) -> str:
    publish_rule_set(rule_set_id=obj.public_id, user=user, at=at)
    return gettext("Published: applications are decided by this version from now on.")


def _may_publish(obj: RuleSet, user: Any) -> bool:
    drafted_by_me = obj.drafted_by == user.as_actor().key
    return obj.state == RuleSetState.DRAFT and not drafted_by_me


@admin.register(RuleSet)
class RuleSetAdmin(DeskAdmin):
    """Versions of rules; published by somebody who did not write them (A14)."""

    list_display = ("code", "version", "state_mark", "drafted_by", "published_at")
    list_filter = ("state", "code")
    ordering = ("code", "-version")
    service_actions = (
        ServiceAction(
            name="publish", title=_("Publish"), run=_publish, may=may_publish_rules,
            when=_may_publish, icon="publish", variant="primary",
        ),
    )  # fmt: skip

    def title_of(self, obj: RuleSet) -> str:
        return str(obj)

    def facts(self, obj: RuleSet) -> Iterable[Fact]:
        yield Fact(_("Drafted by"), obj.drafted_by, note=local(obj.created_at))
        yield Fact(_("Published"), local(obj.published_at))
        yield Fact(_("Inputs"), len(obj.input_schema.get("inputs", [])))

    def panels(self, request: HttpRequest, obj: RuleSet) -> Iterable[Panel]:
        if obj.state == RuleSetState.DRAFT and obj.drafted_by == officer(request).as_actor().key:
            text = gettext("You drafted this version: somebody else publishes it.")
            yield Panel(title=_("Waiting for a second person"), texts=[text], tone="warning")
        for node in obj.graph.get("nodes", []):
            panel = _node(node)
            if panel is not None:
                yield panel
        rows = [
            [
                field.get("name", ""),
                field.get("type", ""),
                field.get("unit", ""),
                field.get("source", ""),
            ]
            for field in obj.input_schema.get("inputs", [])
        ]
        columns = [_("Input"), _("Type"), _("Unit"), _("Source")]
        yield Panel(title=_("Inputs"), table=Table(columns=columns, rows=rows), is_folded=True)
        text = json.dumps(obj.scorecard, ensure_ascii=False, indent=1)
        yield Panel(title=_("Scorecard"), texts=[text], is_folded=True)
        yield timeline_panel(obj.public_id)


def _node(node: dict[str, Any]) -> Panel | None:
    """A table of the graph as a table, its expressions as a list."""
    content = node.get("content") or {}
    if not isinstance(content, dict):
        return None
    if content.get("rules"):
        heads = [*content.get("inputs", []), *content.get("outputs", [])]
        names = [head.get("name") or head.get("field", "") for head in heads]
        rows = [
            [number, *(rule.get(head.get("id"), "") for head in heads)]
            for number, rule in enumerate(content["rules"], 1)
        ]
        return Panel(
            title=node.get("name", ""),
            table=Table(columns=[_("Row"), *names], rows=rows),
            is_folded=True,
        )
    if content.get("expressions"):
        rows = [[line.get("key", ""), line.get("value", "")] for line in content["expressions"]]
        table = Table(columns=[_("Figure"), _("Expression")], rows=rows)
        return Panel(title=node.get("name", ""), table=table, is_folded=True)
    return None


def _block(*, obj: Any, user: Any, at: dt.datetime, reason: str) -> str:
    block_borrower(borrower_id=obj.public_id, user=user, reason=reason, at=at)
    return gettext("Blocked: no new loan until the block is lifted.")


def _lift(*, obj: Block, user: Any, at: dt.datetime, reason: str) -> str:
    lift_block(borrower_id=obj.borrower.public_id, user=user, reason=reason, at=at)
    return gettext("The block is lifted.")


def _live_block(borrower: Any) -> Block | None:
    return Block.objects.filter(borrower_id=borrower.pk, lifted_at=None).first()


@admin.register(Block)
class BlockAdmin(DeskAdmin):
    """People to whom we do not lend for now."""

    list_display = ("public_id", "borrower_masked", "mark", "reason", "blocked_by", "blocked_at")
    search_fields = ("public_id", "borrower__public_id")
    ordering = ("-pk",)
    list_select_related = ("borrower",)
    case_related = ("borrower",)
    service_actions = (
        ServiceAction(
            name="lift", title=_("Lift the block"), run=_lift, form=ReasonForm, may=may_block,
            when=lambda obj, _user: obj.lifted_at is None, icon="lock_open",
        ),
    )  # fmt: skip

    @display(description=_("State"), label=TONES)
    def mark(self, obj: Block) -> tuple[str, str]:
        return ("settled", gettext("lifted")) if obj.lifted_at else ("overdue", gettext("blocked"))

    def facts(self, obj: Block) -> Iterable[Fact]:
        yield Fact(_("Borrower"), obj.borrower.masked_name, href=case_url(obj.borrower))
        yield Fact(_("Reason"), obj.reason)
        yield Fact(_("Blocked by"), obj.blocked_by, note=local(obj.blocked_at))
        if obj.lifted_at:
            yield Fact(_("Lifted by"), obj.lifted_by, note=local(obj.lifted_at))

    def panels(self, request: HttpRequest, obj: Block) -> Iterable[Panel]:
        yield timeline_panel(obj.public_id)


def _of_borrower(request: HttpRequest, borrower: Any) -> Panel | None:
    block = _live_block(borrower)
    if block is None:
        return None
    rows = [[Cell(block.public_id, href=case_url(block)), block.reason, block.blocked_by]]
    table = Table(columns=[_("Record"), _("Reason"), _("By")], rows=rows)
    return Panel(title=_("On the block list"), table=table, tone="danger")


register_panel("accounts.borrower", 10, _of_borrower)
register_action(
    "accounts.borrower",
    ServiceAction(
        name="block", title=_("Block"), run=_block, form=ReasonForm, may=may_block,
        when=lambda obj, _user: _live_block(obj) is None, icon="block", variant="danger",
        intro=_("We lend nothing new to a blocked borrower. Loans that run are not touched."),
    ),
)  # fmt: skip
