from __future__ import annotations

import datetime as dt

from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, RateField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from lending.states import ApplicationState as S
from products.states import Method


@guarded
class Application(FSMModelMixin, models.Model):
    """A borrower's request for a loan: viewed, edited, recalled, deleted each only in its state (SC9)."""

    public_id = PublicIdField(prefix="app")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="applications"
    )
    product_version = models.ForeignKey(
        "products.ProductVersion", on_delete=models.PROTECT, related_name="+"
    )
    bank_account = models.ForeignKey(
        "accounts.BankAccount", null=True, on_delete=models.PROTECT, related_name="+"
    )
    partner = models.ForeignKey(
        "accounts.Partner", null=True, on_delete=models.PROTECT, related_name="applications"
    )
    external_ref = models.CharField(max_length=120, blank=True)  # the partner's own number
    channel = models.CharField(max_length=60, default="web")
    amount = AmountField()
    instalments = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=24, choices=Method.choices)
    purpose = models.CharField(max_length=40)
    monthly_income = AmountField(null=True)
    state = StateField(choices=S.choices, default=S.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_on = models.DateField(null=True)  # business date of the applicant's last step
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    limit = AmountField(null=True)  # the most that may be accepted
    offered_rate = RateField(null=True)  # percent a year
    offer_expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            states_check("application_state", S),
            models.UniqueConstraint(
                fields=["partner", "external_ref"],
                condition=models.Q(partner__isnull=False) & ~models.Q(external_ref=""),
                name="one_application_an_external_ref",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, instalments__gt=0), name="application_amounts"
            ),
        ]
        indexes = [models.Index(fields=["borrower", "-id"], name="applications_by_borrower")]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_editable(self) -> bool:
        return self.state in (S.DRAFT, S.RECALLED)

    @transition(field=state, source=[S.DRAFT, S.RECALLED], target=S.SUBMITTED)
    def submit(self, *, actor: Actor, at: dt.datetime) -> None:
        self.submitted_at = at

    @transition(field=state, source=[S.SUBMITTED, S.IN_REVIEW], target=S.RECALLED)
    def recall(self, *, actor: Actor, at: dt.datetime) -> None:
        """Taken back by the applicant before an officer began."""

    @transition(field=state, source=S.SUBMITTED, target=S.IN_REVIEW)
    def refer(self, *, actor: Actor, at: dt.datetime) -> None:
        """The machine leaves it to people."""

    @transition(field=state, source=[S.SUBMITTED, S.IN_REVIEW], target=S.APPROVED)
    def approve(self, *, actor: Actor, at: dt.datetime) -> None:
        self.decided_at = at

    @transition(field=state, source=[S.SUBMITTED, S.IN_REVIEW], target=S.DECLINED)
    def decline(self, *, actor: Actor, at: dt.datetime) -> None:
        self.decided_at = at

    @transition(field=state, source=S.APPROVED, target=S.CONTRACTED)
    def contract(self, *, actor: Actor, at: dt.datetime) -> None:
        """The borrower took the offer; what follows is the contract's life."""

    @transition(field=state, source=S.CONTRACTED, target=S.APPROVED)
    def reopen_offer(self, *, actor: Actor, at: dt.datetime) -> None:
        """The contract was cancelled before signing; the offer stands until it expires."""

    @transition(
        field=state,
        source=[S.DRAFT, S.SUBMITTED, S.RECALLED, S.IN_REVIEW, S.APPROVED, S.CONTRACTED],
        target=S.WITHDRAWN,
    )
    def withdraw(self, *, actor: Actor, at: dt.datetime) -> None:
        """The applicant wants it no more; a signed contract stands (the service refuses)."""

    @transition(
        field=state, source=[S.DRAFT, S.RECALLED, S.APPROVED, S.CONTRACTED], target=S.EXPIRED
    )
    def expire(self, *, actor: Actor, at: dt.datetime) -> None:
        """Nobody acted in time."""
