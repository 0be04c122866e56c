from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django_fsm import transition

from collection.states import CaseState as S
from core.actors import Actor
from core.fields import AmountField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check


@guarded
class CollectionCase(FSMModelMixin, models.Model):
    """An overdue loan on a collector's desk; days past due and amounts are read from the loan."""

    public_id = PublicIdField(prefix="case")
    loan = models.ForeignKey(
        "lending.Loan", on_delete=models.PROTECT, related_name="collection_cases"
    )
    state = StateField(choices=S.choices, default=S.OPEN)
    opened_on = models.DateField()
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="collection_cases",
    )
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            states_check("collection_case_state", S),
            models.UniqueConstraint(
                fields=["loan"],
                condition=models.Q(state__in=["open", "working"]),
                name="one_open_case_a_loan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @transition(field=state, source=[S.OPEN, S.WORKING], target=S.WORKING)
    def claim(self, *, actor: Actor, at: dt.datetime, collector_id: int) -> None:
        self.collector_id = collector_id

    @transition(field=state, source=S.WORKING, target=S.OPEN)
    def release(self, *, actor: Actor, at: dt.datetime) -> None:
        self.collector_id = None

    @transition(field=state, source=[S.OPEN, S.WORKING], target=S.CURED)
    def cure(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on

    @transition(field=state, source=[S.OPEN, S.WORKING], target=S.SETTLED)
    def settle(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on

    @transition(field=state, source=[S.OPEN, S.WORKING], target=S.WRITTEN_OFF)
    def write_off(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on


class ContactAttempt(models.Model):
    """One contact about a debt: true, complete, unchanged (K5); none 22:00-08:00 (K1), debtor only (K3)."""

    case = models.ForeignKey(
        "collections.CollectionCase", on_delete=models.PROTECT, related_name="contacts"
    )
    borrower = models.ForeignKey("accounts.Borrower", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)  # "call", "sms", "visit", "letter"
    outcome = models.CharField(
        max_length=24
    )  # "answered", "no_answer", "promised", "refused", "wrong_number"
    note = models.TextField()
    contacted_at = models.DateTimeField()  # business date with the real time of day
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.channel} at {self.contacted_at:%F %T}: {self.outcome}"


class PromiseToPay(models.Model):
    """A promise made in a contact; kept or broken is read from the payments."""

    case = models.ForeignKey(
        "collections.CollectionCase", on_delete=models.PROTECT, related_name="promises"
    )
    contact = models.OneToOneField(
        "collections.ContactAttempt", on_delete=models.PROTECT, related_name="promise"
    )
    amount = AmountField()
    promised_for = models.DateField()

    def __str__(self) -> str:
        return f"{self.amount} by {self.promised_for}"
