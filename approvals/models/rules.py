from __future__ import annotations

import datetime as dt

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_fsm import transition

from approvals.states import Outcome
from approvals.states import RuleSetState as S
from core.actors import Actor
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check


@guarded
class RuleSet(FSMModelMixin, models.Model):
    """One version of a rule set: a decision graph for zen-engine, linted before it is published (DM2)."""

    public_id = PublicIdField(prefix="rul")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    state = StateField(choices=S.choices, default=S.DRAFT)
    graph = models.JSONField()  # JDM: nodes and edges
    input_schema = models.JSONField()  # declared inputs: type, unit, source
    scorecard = models.JSONField()  # bins and points, version of its own inside
    drafted_by = models.CharField(max_length=100, default="system:seed")  # key of the actor (A14)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            states_check("rule_set_state", S),
            models.UniqueConstraint(fields=["code", "version"], name="one_rule_set_version"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state="published"),
                name="one_published_rule_set",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="content_stands",
                fields=["code", "version", "graph", "input_schema", "scorecard", "drafted_by"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @transition(field=state, source=S.DRAFT, target=S.PUBLISHED)
    def publish(self, *, actor: Actor, at: dt.datetime) -> None:
        self.published_at = at

    @transition(field=state, source=S.PUBLISHED, target=S.RETIRED)
    def retire(self, *, actor: Actor, at: dt.datetime) -> None:
        """A newer version took over."""


class Decision(models.Model):
    """A verdict with everything needed to give it again: inputs, versions, trace (DM2, DM6).

    `inputs` hold what the rules saw: figures and flags, no name, id or phone.
    """

    public_id = PublicIdField(prefix="dec")
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=8)
    limit = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    annual_rate = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    grade = models.CharField(max_length=4, blank=True)
    score = models.IntegerField(null=True)
    reasons = models.JSONField(default=list)  # [{"code", "params"}], texts by code in two languages
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    trace = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    rule_set = models.ForeignKey(
        "approvals.RuleSet", null=True, on_delete=models.PROTECT, related_name="+"
    )
    credit_report = models.ForeignKey(
        "approvals.CreditReport", null=True, on_delete=models.PROTECT, related_name="+"
    )
    review = models.ForeignKey(
        "approvals.ReviewCase", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.CharField(max_length=120)  # "system" or the officer's name
    decided_at = models.DateTimeField()
    business_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["application", "-id"], name="decisions_by_application")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="decision_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="approve", limit__gt=0, annual_rate__gte=0)
                | (~models.Q(outcome="approve") & models.Q(limit=None, annual_rate=None)),
                name="decision_limit_when_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(rule_set__isnull=False) | models.Q(review__isnull=False),
                name="decision_by_rules_or_review",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.public_id})"
