"""Products and quotes for partners: what is on offer, and what it costs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.calendar.business_date import open_date
from core.money import amount_text
from core.rest import Caller, Read, Shape, StrictInput, Write, pointing_at
from core.rest.fields import Amount, Day, Text, WholeNumber
from products.errors import NoSuchProduct
from products.models import ProductVersion
from products.selectors import published_version, published_versions
from products.services import quote_product
from products.services.quote_product import plain
from products.shapes import QuoteShape
from products.states import Method


class ProductShape(Shape):
    """A product as it is on offer now."""

    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    version = serializers.IntegerField()
    currency = serializers.CharField()
    amount_min = Amount()
    amount_max = Amount()
    amount_step = Amount()
    instalments = serializers.ListField(child=serializers.IntegerField())
    every = serializers.IntegerField()
    unit = serializers.CharField(help_text="`day`, `week` or `month`.")
    methods = serializers.ListField(child=serializers.CharField())
    annual_rate = serializers.CharField(help_text="The highest, percent a year.")
    annual_rate_min = serializers.CharField(help_text="The lowest, percent a year.")
    daily_rate = serializers.CharField(
        allow_null=True, help_text="Percent a day, where the product is marketed with it."
    )
    annual_cost_cap = serializers.CharField(help_text="All-in, percent a year.")
    grace_days = serializers.IntegerField()
    early_repayment_pct = serializers.CharField(help_text="Of the principal repaid early.")
    purposes = serializers.ListField(
        child=serializers.CharField(), help_text="Empty: every purpose of the institution's list."
    )


class ProductsShape(Shape):
    """All products on offer."""

    data = ProductShape(many=True)  # type: ignore[assignment]
    has_more = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class QuoteInput(StrictInput):
    """What to quote."""

    product = Text(max_length=40)
    amount = Amount()
    instalments = WholeNumber(min_value=1, max_value=600)
    method = serializers.ChoiceField(choices=Method.choices, required=False, allow_null=True)
    start_on = Day(required=False, allow_null=True, help_text="Default: the open business date.")


class ListProducts(Read):
    """Every product that can be applied for now, cheapest first."""

    summary = "List the products on offer"
    required_scopes = ["quotes"]
    output = ProductsShape

    def read(self, *, caller: Caller, query: dict[str, Any], **ids: str) -> dict[str, Any]:
        shown = [product_view(version) for version in published_versions()]
        return {"data": shown, "has_more": False, "next": None}


class GetProduct(Read):
    """One product by its code."""

    summary = "Read a product"
    required_scopes = ["quotes"]
    output = ProductShape

    def read(
        self, *, caller: Caller, query: dict[str, Any], code: str = "", **ids: str
    ) -> dict[str, Any]:
        return product_view(published_version(code))


class CreateQuote(Write):
    """Schedule and cost of a loan at the product's highest rate. Nothing is kept, so no key is needed."""

    summary = "Quote a loan"
    required_scopes = ["quotes"]
    input = QuoteInput
    output = QuoteShape
    needs_key = False

    def perform(self, *, data: dict[str, Any], **facts: Any) -> dict[str, Any]:
        with pointing_at(as_input={NoSuchProduct: "/product"}):
            return quote_product(
                version=published_version(data["product"]),
                amount=data["amount"],
                instalments=data["instalments"],
                method=data.get("method"),
                start_on=data.get("start_on") or open_date(),
            )


def product_view(version: ProductVersion) -> dict[str, Any]:
    """A version as partners see it."""
    currency = version.currency
    days = 360 if version.day_count.endswith("360") else 365
    return {
        "code": version.product.code,
        "name": version.product.name_zh,
        "name_en": version.product.name_en,
        "version": version.number,
        "currency": currency,
        "amount_min": amount_text(version.amount_min, currency),
        "amount_max": amount_text(version.amount_max, currency),
        "amount_step": amount_text(version.amount_step, currency),
        "instalments": sorted(version.instalment_choices),
        "every": version.every,
        "unit": version.unit,
        "methods": [version.method],
        "annual_rate": plain(version.annual_rate),
        "annual_rate_min": plain(version.annual_rate_min),
        "daily_rate": (
            plain(round(version.annual_rate / days, 6)) if version.quoted_daily else None
        ),
        "annual_cost_cap": plain(version.annual_cost_cap),
        "grace_days": version.grace_days,
        "early_repayment_pct": plain(version.early_repayment_pct),
        "purposes": list(version.purposes),
    }
