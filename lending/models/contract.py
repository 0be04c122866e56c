from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField, RateField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from lending.states import ContractState as S


@guarded
class Contract(FSMModelMixin, models.Model):
    """The loan contract: terms frozen at acceptance, cost statement confirmed, then signed by code.

    `terms` is the input of the schedule maths (INTERFACES 2), `quote` what was shown, `maths_version`
    the maths that made it. RULES P2: no signature without a confirmed cost statement.
    """

    public_id = PublicIdField(prefix="con")
    number = models.CharField(max_length=40, unique=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="contracts"
    )
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="contracts"
    )
    product_version = models.ForeignKey(
        "products.ProductVersion", on_delete=models.PROTECT, related_name="+"
    )
    bank_account = models.ForeignKey(
        "accounts.BankAccount", on_delete=models.PROTECT, related_name="+"
    )
    currency = CurrencyField()
    amount = AmountField()
    instalments = models.PositiveSmallIntegerField()
    annual_rate = RateField()
    terms = models.JSONField(encoder=DjangoJSONEncoder)
    quote = models.JSONField(encoder=DjangoJSONEncoder)
    maths_version = models.CharField(max_length=20)
    cost_statement_digest = models.CharField(max_length=64)  # sha256 of the statement as shown
    state = StateField(choices=S.choices, default=S.DRAFTED)
    created_at = models.DateTimeField(auto_now_add=True)
    statement_shown_at = models.DateTimeField(null=True)
    statement_confirmed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)  # business date
    signature_evidence = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    document = models.ForeignKey(
        "core.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            states_check("contract_state", S),
            models.UniqueConstraint(
                fields=["application"],
                condition=~models.Q(state="cancelled"),
                name="one_live_contract_an_application",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed")
                | models.Q(
                    signed_at__isnull=False,
                    statement_confirmed_at__isnull=False,
                    document__isnull=False,
                ),
                name="contract_signed_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"

    @transition(field=state, source=S.DRAFTED, target=S.COST_CONFIRMED)
    def confirm_cost(self, *, actor: Actor, at: dt.datetime) -> None:
        self.statement_confirmed_at = at

    @transition(field=state, source=S.COST_CONFIRMED, target=S.SIGNED)
    def sign(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.signed_at = at
        self.signed_on = on

    @transition(field=state, source=[S.DRAFTED, S.COST_CONFIRMED], target=S.CANCELLED)
    def cancel(self, *, actor: Actor, at: dt.datetime) -> None:
        """The borrower or time ended it before signing."""
