from __future__ import annotations

import datetime as dt

from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from lending.states import DisbursementState as S


@guarded
class Disbursement(FSMModelMixin, models.Model):
    """One payout, which leaves at most once: our own `reference` is the bank's idempotency key.

    Recovery points: intent committed (`intended`), order handed over (`sent`), no clear answer
    (`unknown`: the bank is asked, nothing is guessed), the bank's word (`paid` or `failed`).
    """

    public_id = PublicIdField(prefix="dis")
    contract = models.OneToOneField(
        "lending.Contract", on_delete=models.PROTECT, related_name="disbursement"
    )
    reference = models.CharField(max_length=64, unique=True)
    currency = CurrencyField()
    amount = AmountField()
    state = StateField(choices=S.choices, default=S.INTENDED)
    attempts = models.PositiveSmallIntegerField(default=0)
    bank_reference = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=120, blank=True)
    paid_on = models.DateField(null=True)  # the day the money arrived: interest runs from it
    created_at = models.DateTimeField(auto_now_add=True)
    ask_again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            states_check("disbursement_state", S),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False),
                name="disbursement_paid_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"

    @transition(field=state, source=[S.INTENDED, S.UNKNOWN], target=S.SENT)
    def send(self, *, actor: Actor, at: dt.datetime, bank_reference: str) -> None:
        self.bank_reference = bank_reference

    @transition(field=state, source=[S.INTENDED, S.SENT, S.UNKNOWN], target=S.UNKNOWN)
    def lose_track(self, *, actor: Actor, at: dt.datetime) -> None:
        """No clear answer came."""

    @transition(field=state, source=[S.INTENDED, S.SENT, S.UNKNOWN], target=S.PAID)
    def arrive(self, *, actor: Actor, at: dt.datetime, on: dt.date, bank_reference: str) -> None:
        self.paid_on = on
        self.bank_reference = bank_reference

    @transition(field=state, source=[S.INTENDED, S.SENT, S.UNKNOWN], target=S.FAILED)
    def fail(self, *, actor: Actor, at: dt.datetime, failure: str) -> None:
        self.failure = failure[:120]

    @transition(field=state, source=S.FAILED, target=S.INTENDED)
    def retry(self, *, actor: Actor, at: dt.datetime, reference: str) -> None:
        """Finance orders a new payout under a new reference, after the old one surely failed."""
        self.reference = reference
        self.failure = ""


class BankCallback(models.Model):
    """The bank's word as it came in, kept before it is acted on; repeated ones change nothing."""

    event_id = models.CharField(max_length=80, unique=True)
    event = models.CharField(max_length=40)
    reference = models.CharField(max_length=80, db_index=True)
    payload = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"
