from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEntry(models.Model):
    """One thing somebody did, kept for ever: written in the same transaction as what was done.

    Actor and subject are values, not keys, so that nothing can block or cascade an entry.
    """

    action = models.CharField(
        max_length=80, db_index=True
    )  # namespaced code: "lending.disburse_loan"
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # no personal data
    request_id = models.CharField(max_length=64, blank=True)
    business_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_id} by {self.actor_label}"


class TransitionLog(models.Model):
    """One move of one state machine: object, from, to, who, why, when."""

    machine = models.CharField(max_length=40)  # "application", "loan", ...
    object_id = models.CharField(max_length=80)  # the object's public id
    source = models.CharField(max_length=32)  # empty when the object was made
    target = models.CharField(max_length=32)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    business_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["object_id", "id"], name="transitions_by_object")]
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.object_id}: {self.source or 'new'} -> {self.target}"
