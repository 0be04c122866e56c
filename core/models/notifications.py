from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.ids import PublicIdField


class Notification(models.Model):
    """A message to a person: kept for the inbox, and sent by SMS through the outbox (XC10).

    The text is rendered when it is read or sent, from `template` and `facts`; the phone number is
    looked up then, so no personal data lies here.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"

    public_id = PublicIdField(prefix="msg")
    recipient = models.CharField(max_length=40, db_index=True)  # public id of the borrower
    template = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    channel = models.CharField(max_length=16, default="sms")
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField()
    gateway_id = models.CharField(max_length=80, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"


class OneTimeCode(models.Model):
    """A code sent to a phone, kept only as a digest; good once, for a few minutes and a few tries."""

    purpose = models.CharField(max_length=40)  # "sign-up", "sign-in", "sign-contract"
    target = models.CharField(max_length=64)  # blind index of the phone
    subject = models.CharField(max_length=80, blank=True)  # what it confirms: a contract's id
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "target", "-sent_at"], name="codes_by_target")]

    def __str__(self) -> str:
        return f"{self.purpose} code of {self.sent_at:%F %T}"
