from __future__ import annotations

import datetime as dt

from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from repayments.states import PaymentMethod
from repayments.states import PaymentState as S


@guarded
class Payment(FSMModelMixin, models.Model):
    """Money from a borrower. (channel, reference) is unique for ever: a second delivery is the first."""

    public_id = PublicIdField(prefix="pay")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="payments"
    )
    loan = models.ForeignKey(
        "lending.Loan", null=True, on_delete=models.PROTECT, related_name="payments"
    )
    method = models.CharField(max_length=24, choices=PaymentMethod.choices)
    channel = models.CharField(max_length=60)  # "cashier", "partner:par_...", "voucher", ...
    reference = models.CharField(max_length=120)
    currency = CurrencyField()
    amount = AmountField()
    is_payoff = models.BooleanField(default=False)  # pays the whole loan off as quoted
    received_on = models.DateField(null=True)  # value date
    state = StateField(choices=S.choices, default=S.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True)
    cashier_url = models.URLField(max_length=300, blank=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    voucher = models.ForeignKey(
        "core.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.ForeignKey(
        "lending.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.CharField(max_length=300, blank=True)  # why failed, rejected or reversed

    class Meta:
        constraints = [
            states_check("payment_state", S),
            models.UniqueConstraint(
                fields=["channel", "reference"], name="one_payment_a_reference"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payment_amount_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["posted", "reversed"])
                | models.Q(posted_at__isnull=False, entry__isnull=False, received_on__isnull=False),
                name="payment_posted_pairs",
            ),
        ]
        indexes = [models.Index(fields=["loan", "-id"], name="payments_by_loan")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.amount} ({self.state})"

    @transition(field=state, source=S.PENDING, target=S.TO_CONFIRM)
    def await_confirmation(self, *, actor: Actor, at: dt.datetime) -> None:
        """A voucher was uploaded (SC12)."""

    @transition(field=state, source=[S.PENDING, S.TO_CONFIRM, S.FAILED], target=S.POSTED)
    def post(
        self, *, actor: Actor, at: dt.datetime, on: dt.date, entry_id: int, bank_reference: str = ""
    ) -> None:
        self.posted_at = at
        self.received_on = on
        self.entry_id = entry_id
        self.bank_reference = bank_reference

    @transition(field=state, source=S.PENDING, target=S.FAILED)
    def fail(self, *, actor: Actor, at: dt.datetime, note: str) -> None:
        self.closing_note = note[:300]

    @transition(field=state, source=S.TO_CONFIRM, target=S.REJECTED)
    def reject(self, *, actor: Actor, at: dt.datetime, note: str) -> None:
        self.closing_note = note[:300]

    @transition(field=state, source=S.POSTED, target=S.REVERSED)
    def reverse(self, *, actor: Actor, at: dt.datetime, note: str) -> None:
        self.closing_note = note[:300]


class Allocation(models.Model):
    """What one part of a payment paid: the split that receipts and explanations show."""

    class Part(models.TextChoices):
        PENALTY = "penalty"
        FEE = "fee"
        INTEREST = "interest"
        PRINCIPAL = "principal"
        EARLY_REPAYMENT_CHARGE = "early_repayment_charge"
        UNAPPLIED = "unapplied"

    payment = models.ForeignKey(
        "repayments.Payment", on_delete=models.PROTECT, related_name="allocations"
    )
    instalment = models.ForeignKey(
        "lending.Instalment", null=True, on_delete=models.PROTECT, related_name="allocations"
    )
    part = models.CharField(max_length=24, choices=Part.choices)
    amount = AmountField()
    undone_at = models.DateTimeField(null=True)  # when the payment was reversed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_positive")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.amount}"


class PayoffQuote(models.Model):
    """What it costs to end a loan on a day, as told to the borrower and held until `valid_until`."""

    public_id = PublicIdField(prefix="poq")
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="payoff_quotes")
    on = models.DateField()
    principal = AmountField()
    interest = AmountField()
    fee = AmountField()
    penalty = AmountField()
    early_repayment_charge = AmountField()
    total = AmountField()
    valid_until = models.DateField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.public_id} {self.total} on {self.on}"
