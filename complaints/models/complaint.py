from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django_fsm import transition

from complaints.states import Category, ComplaintState, RedressState
from core.actors import Actor
from core.fields import AmountField, CurrencyField
from core.ids import PublicIdField
from core.privacy.fields import SealedTextField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check

S = ComplaintState


@guarded
class Complaint(FSMModelMixin, models.Model):
    """A complaint with its number and clock: the earlier of 15 working days (C2) and 15 days (C5)."""

    public_id = PublicIdField(prefix="cmp")
    number = models.CharField(max_length=24, unique=True)
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="complaints"
    )
    loan = models.ForeignKey(
        "lending.Loan", null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    partner = models.ForeignKey(
        "accounts.Partner", null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category.choices)
    text = SealedTextField()
    state = StateField(choices=S.choices, default=S.REGISTERED)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    deadline_working_days = models.DateField()
    deadline_calendar_days = models.DateField()
    deadline = models.DateField()  # the one that binds; moved only by a reasoned extension
    extension_reason = models.TextField(blank=True)
    extended_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = SealedTextField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [states_check("complaint_state", S)]
        indexes = [models.Index(fields=["deadline"], name="complaints_by_deadline")]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"

    @transition(field=state, source=[S.REGISTERED, S.IN_HANDLING], target=S.IN_HANDLING)
    def take(self, *, actor: Actor, at: dt.datetime, handler_id: int) -> None:
        self.handler_id = handler_id

    @transition(field=state, source=S.IN_HANDLING, target=S.IN_HANDLING)
    def extend(self, *, actor: Actor, at: dt.datetime, deadline: dt.date, why: str) -> None:
        self.deadline = deadline
        self.extension_reason = why
        self.extended_at = at

    @transition(field=state, source=S.IN_HANDLING, target=S.ANSWERED)
    def give_answer(self, *, actor: Actor, at: dt.datetime, text: str) -> None:
        self.answer = text
        self.answered_at = at

    @transition(field=state, source=S.ANSWERED, target=S.IN_HANDLING)
    def reopen(self, *, actor: Actor, at: dt.datetime) -> None:
        """The complainant is not satisfied."""

    @transition(field=state, source=S.ANSWERED, target=S.CLOSED)
    def close(self, *, actor: Actor, at: dt.datetime) -> None:
        self.closed_at = at

    @transition(field=state, source=[S.REGISTERED, S.IN_HANDLING, S.ANSWERED], target=S.WITHDRAWN)
    def withdraw(self, *, actor: Actor, at: dt.datetime) -> None:
        self.closed_at = at


@guarded
class Redress(FSMModelMixin, models.Model):
    """Money given to make a complaint good, paid into the loan after a second person agreed."""

    public_id = PublicIdField(prefix="red")
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.PROTECT, related_name="redress"
    )
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="redress")
    currency = CurrencyField()
    amount = AmountField()
    reason = models.TextField()
    state = StateField(choices=RedressState.choices, default=RedressState.REQUESTED)
    request = models.OneToOneField(
        "core.FourEyesRequest", null=True, on_delete=models.PROTECT, related_name="+"
    )
    payment = models.OneToOneField(
        "repayments.Payment", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            states_check("redress_state", RedressState),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="redress_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.amount} ({self.state})"

    @transition(field=state, source=RedressState.REQUESTED, target=RedressState.PAID)
    def pay(self, *, actor: Actor, at: dt.datetime, payment_id: int) -> None:
        self.payment_id = payment_id

    @transition(field=state, source=RedressState.REQUESTED, target=RedressState.REFUSED)
    def refuse(self, *, actor: Actor, at: dt.datetime) -> None:
        """The second person did not agree."""
