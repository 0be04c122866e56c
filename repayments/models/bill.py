from __future__ import annotations

import datetime as dt

from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from repayments.states import BillState as S


@guarded
class Bill(FSMModelMixin, models.Model):
    """What falls due on a date, told to the borrower once (SC10)."""

    public_id = PublicIdField(prefix="bill")
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="bills")
    instalment = models.OneToOneField(
        "lending.Instalment", on_delete=models.PROTECT, related_name="bill"
    )
    currency = CurrencyField()
    issued_on = models.DateField()
    due_on = models.DateField()
    principal = AmountField()
    interest = AmountField()
    fee = AmountField(default=0)
    state = StateField(choices=S.choices, default=S.OPEN)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [states_check("bill_state", S)]

    def __str__(self) -> str:
        return f"{self.public_id} due {self.due_on}"

    @transition(field=state, source=[S.OPEN, S.OVERDUE], target=S.PAID)
    def pay(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.closed_on = on

    @transition(field=state, source=S.OPEN, target=S.OVERDUE)
    def fall_overdue(self, *, actor: Actor, at: dt.datetime) -> None:
        """Unpaid after grace."""

    @transition(field=state, source=S.PAID, target=S.OPEN)
    def reopen(self, *, actor: Actor, at: dt.datetime) -> None:
        """The payment was reversed."""
        self.closed_on = None
