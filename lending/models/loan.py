from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField, RateField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from lending.states import LoanState as S
from lending.states import ObligationKind


class Obligation(models.Model):
    """What can be owed on: postings, bills, payments and partitions hang on its id.

    `next_event_on` says when the day-end must look again; a quiet obligation costs nothing.
    Id 1 is the house: entries that concern nobody's debt.
    """

    kind = models.CharField(max_length=8, choices=ObligationKind.choices)
    borrower = models.ForeignKey(
        "accounts.Borrower", null=True, on_delete=models.PROTECT, related_name="obligations"
    )
    currency = CurrencyField()
    next_event_on = models.DateField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"obligation {self.pk}"


@guarded
class Loan(FSMModelMixin, models.Model):
    """One disbursed debt with its schedule. Balances here are projections of the postings.

    `charges` freezes what may be charged besides interest: grace days, penalty rate, early
    repayment charge, allocation order (RULES P2: nothing outside the cost statement).
    """

    public_id = PublicIdField(prefix="loan")
    obligation = models.OneToOneField(
        "lending.Obligation", on_delete=models.PROTECT, related_name="loan"
    )
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="loans"
    )
    contract = models.OneToOneField(
        "lending.Contract", null=True, on_delete=models.PROTECT, related_name="loan"
    )
    product_version = models.ForeignKey(
        "products.ProductVersion", on_delete=models.PROTECT, related_name="+"
    )
    partner = models.ForeignKey(
        "accounts.Partner", null=True, on_delete=models.PROTECT, related_name="loans"
    )
    origin = models.CharField(
        max_length=40, default="loanwright"
    )  # or the mapping it was imported by
    external_id = models.CharField(max_length=80, blank=True)
    currency = CurrencyField()
    principal = AmountField()
    annual_rate = RateField()
    terms = models.JSONField(encoder=DjangoJSONEncoder)
    charges = models.JSONField(encoder=DjangoJSONEncoder)
    disbursed_on = models.DateField()
    final_due_on = models.DateField()
    state = StateField(choices=S.choices, default=S.ACTIVE)
    closed_on = models.DateField(null=True)

    principal_outstanding = AmountField(default=0)  # principal not yet paid, due or not
    interest_due = AmountField(default=0)  # billed and unpaid
    fee_due = AmountField(default=0)
    penalty_due = AmountField(default=0)  # posted and unpaid; what runs since then: lending.accrual
    unapplied = AmountField(default=0)  # the borrower's money not yet allocated
    oldest_unpaid_due_on = models.DateField(null=True)  # days past due count from here

    class Meta:
        constraints = [
            states_check("loan_state", S),
            models.UniqueConstraint(
                fields=["origin", "external_id"],
                condition=~models.Q(external_id=""),
                name="imported_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    principal_outstanding__gte=0,
                    interest_due__gte=0,
                    fee_due__gte=0,
                    penalty_due__gte=0,
                    unapplied__gte=0,
                ),
                name="loan_balances_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["borrower", "-id"], name="loans_by_borrower")]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @transition(field=state, source=S.ACTIVE, target=S.OVERDUE)
    def fall_overdue(self, *, actor: Actor, at: dt.datetime) -> None:
        """Unpaid after grace (PP3)."""

    @transition(field=state, source=S.OVERDUE, target=S.ACTIVE)
    def cure(self, *, actor: Actor, at: dt.datetime) -> None:
        """Nothing is past due any more."""

    @transition(field=state, source=[S.ACTIVE, S.OVERDUE], target=S.SETTLED)
    def settle(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on

    @transition(field=state, source=S.SETTLED, target=S.ACTIVE)
    def reopen(self, *, actor: Actor, at: dt.datetime) -> None:
        """The payment that settled it was reversed."""
        self.closed_on = None

    @transition(field=state, source=[S.ACTIVE, S.OVERDUE], target=S.WRITTEN_OFF)
    def write_off(self, *, actor: Actor, at: dt.datetime) -> None:
        """Off the balance sheet; the claim stays and is pursued (RULES R4)."""

    @transition(field=state, source=S.WRITTEN_OFF, target=S.SETTLED)
    def recover_in_full(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on


class ScheduleVersion(models.Model):
    """One immutable version of a loan's schedule, with the maths that made it."""

    loan = models.ForeignKey(
        "lending.Loan", on_delete=models.PROTECT, related_name="schedule_versions"
    )
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=80)
    terms = models.JSONField(encoder=DjangoJSONEncoder)
    maths_version = models.CharField(max_length=20)
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="one_schedule_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} v{self.number}"


class Instalment(models.Model):
    """One row of a schedule version: what is owed and, as projections, what of it was paid."""

    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="instalments")
    schedule_version = models.ForeignKey(
        "lending.ScheduleVersion", on_delete=models.PROTECT, related_name="rows"
    )
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    due_on = models.DateField()
    principal = AmountField()
    interest = AmountField()
    fee = AmountField(default=0)
    principal_paid = AmountField(default=0)
    interest_paid = AmountField(default=0)
    fee_paid = AmountField(default=0)
    billed_on = models.DateField(null=True)  # business date at whose end it became receivable
    settled_on = models.DateField(null=True)  # value date of the payment that completed it
    is_current = models.BooleanField(default=True)  # false: superseded by a later version or payoff

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule_version", "number"], name="one_instalment_number"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    principal__gte=models.F("principal_paid"),
                    interest__gte=models.F("interest_paid"),
                    fee__gte=models.F("fee_paid"),
                    principal_paid__gte=0,
                    interest_paid__gte=0,
                    fee_paid__gte=0,
                ),
                name="instalment_paid_within_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["loan", "number"],
                condition=models.Q(is_current=True),
                name="current_instalments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} no. {self.number} due {self.due_on}"
