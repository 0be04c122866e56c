"""The form of a quote in the API's answers; later stages answer with quotes too."""

from __future__ import annotations

from rest_framework import serializers

from core.rest import Shape
from core.rest.fields import Amount


class QuoteRowShape(Shape):
    """One row of a schedule."""

    number = serializers.IntegerField()
    due_on = serializers.DateField()
    days = serializers.IntegerField()
    opening = Amount()
    principal = Amount()
    interest = Amount()
    fee = Amount()
    subsidy = Amount()
    total = Amount()
    closing = Amount()


class QuoteTotalsShape(Shape):
    """Sums of the rows."""

    principal = Amount()
    interest = Amount()
    fee = Amount()
    subsidy = Amount()
    total = Amount()


class QuoteRatesShape(Shape):
    """Percent a year by each convention, 4 decimals; null where it has no solution."""

    nominal = serializers.CharField(allow_null=True)
    apr_irr_simple = serializers.CharField(allow_null=True)
    apr_irr_effective = serializers.CharField(allow_null=True)
    apr_us_actuarial = serializers.CharField(allow_null=True)
    apr_eu = serializers.CharField(allow_null=True)


class ChargeShape(Shape):
    """One thing that the borrower pays."""

    name = serializers.CharField()
    standard = serializers.CharField()
    amount = Amount()
    collected_by = serializers.CharField()


class ContingentChargeShape(Shape):
    """What is charged only if something goes otherwise than agreed."""

    name = serializers.CharField()
    standard = serializers.CharField()
    collected_by = serializers.CharField()
    annual_rate = serializers.CharField(required=False)
    pct = serializers.CharField(required=False)


class CostStatementShape(Shape):
    """All that the loan costs, to be shown to the borrower before anything is signed."""

    principal = Amount()
    net_disbursed = Amount()
    charges = ChargeShape(many=True)
    annualised_cost = serializers.CharField(allow_null=True)
    annualised_method = serializers.CharField()
    contingent = ContingentChargeShape(many=True)


class QuoteShape(Shape):
    """A schedule with its totals, rates and cost statement."""

    rows = QuoteRowShape(many=True)
    totals = QuoteTotalsShape()
    rates = QuoteRatesShape()
    cost_statement = CostStatementShape()
    notes = serializers.ListField(child=serializers.CharField())
