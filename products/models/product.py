from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django_fsm import transition

from core.actors import Actor
from core.fields import AmountField, CurrencyField, RateField
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check
from products.states import Method, ProductVersionState


class Product(models.Model):
    """A kind of loan on offer; what it says lies in its versions."""

    code = models.CharField(max_length=40, unique=True)  # "AL1"
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    is_open = models.BooleanField(default=True)  # closed: no new applications

    def __str__(self) -> str:
        return self.code


@guarded
class ProductVersion(FSMModelMixin, models.Model):
    """One version of a product's terms, unchanged from publication on (DM7).

    Rates are percent a year; a daily rate is `annual_rate` / days of the day count. Risk-based
    products price between `annual_rate_min` and `annual_rate` (the ceiling) by grade (AL2).
    """

    public_id = PublicIdField(prefix="pver")
    product = models.ForeignKey(
        "products.Product", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    state = StateField(choices=ProductVersionState.choices, default=ProductVersionState.DRAFT)
    published_on = models.DateField(null=True)  # business date from which it is offered
    retired_on = models.DateField(null=True)

    currency = CurrencyField()
    amount_min = AmountField()
    amount_max = AmountField()
    amount_step = AmountField(default=Decimal(100))
    instalment_choices = models.JSONField()  # [3, 6, 12]
    every = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=8, default="month")
    method = models.CharField(max_length=24, choices=Method.choices)
    annual_rate = RateField()
    annual_rate_min = RateField()
    rate_by_grade = models.JSONField(
        default=dict
    )  # {"A": "7.30", ...}: percent a year; empty: one price
    quoted_daily = models.BooleanField(
        default=False
    )  # marketed with a daily rate beside the annual one
    day_count = models.CharField(max_length=16, default="actual/365")
    interest_period = models.CharField(max_length=12, default="daily")
    rounding = models.JSONField(default=dict)  # terms' `rounding`; empty: half even
    fees = models.JSONField(default=list)  # terms' `fees`

    grace_days = models.PositiveSmallIntegerField(default=3)
    penalty_rate_factor = models.DecimalField(
        max_digits=6, decimal_places=4, default=Decimal("1.5")
    )  # x contract rate (P14)
    early_repayment_pct = RateField(default=Decimal(0))  # of the principal repaid early (P10)
    annual_cost_cap = RateField(default=Decimal(24))  # all-in, percent a year (P3-P5)
    allocation_order = models.JSONField(
        default=list
    )  # empty: costs, interest, principal (Civil Code 561)
    offer_days = models.PositiveSmallIntegerField(default=7)
    score_min = models.PositiveSmallIntegerField(null=True)  # AL2: 580
    age_min = models.PositiveSmallIntegerField(default=18)
    age_max = models.PositiveSmallIntegerField(default=60)
    open_to_students = models.BooleanField(default=False)  # A12
    rule_set = models.CharField(max_length=40, default="consumer-loan")
    purposes = models.JSONField(
        default=list
    )  # allowed purpose codes; empty: the institution's list (A13)

    class Meta:
        constraints = [
            states_check("product_version_state", ProductVersionState),
            models.UniqueConstraint(
                fields=["product", "number"], name="one_product_version_number"
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(state="published"),
                name="one_published_version",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_min__gt=0, amount_max__gte=models.F("amount_min")),
                name="product_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    annual_rate_min__gte=0, annual_rate__gte=models.F("annual_rate_min")
                ),
                name="product_rates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.number}"

    @transition(field=state, source=ProductVersionState.DRAFT, target=ProductVersionState.IN_REVIEW)
    def send_to_review(self, *, actor: Actor, at: dt.datetime) -> None:
        """Ask for the consumer-protection review (G4)."""

    @transition(field=state, source=ProductVersionState.IN_REVIEW, target=ProductVersionState.DRAFT)
    def send_back(self, *, actor: Actor, at: dt.datetime) -> None:
        """The review found something."""

    @transition(
        field=state, source=ProductVersionState.IN_REVIEW, target=ProductVersionState.PUBLISHED
    )
    def publish(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.published_on = on

    @transition(
        field=state, source=ProductVersionState.PUBLISHED, target=ProductVersionState.RETIRED
    )
    def retire(self, *, actor: Actor, at: dt.datetime, on: dt.date) -> None:
        self.retired_on = on
