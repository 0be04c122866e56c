"""How products, terms and rates are worded, in one place for all pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from core.money import format_amount
from products.services.quote_product import plain
from products.states import Method

if TYPE_CHECKING:
    from products.models import Product, ProductVersion

register = template.Library()
DAYS = Decimal(365)


@register.filter
def product_name(product: Product) -> str:
    """In the language of the moment."""
    return product.name_en if (get_language() or "").startswith("en") else product.name_zh


@register.filter
def percent(value: Decimal | None, decimals: int = 2) -> SafeString | str:
    """18.19%, kept together."""
    if value is None:
        return "—"
    return format_html('<span class="nowrap">{}%</span>', f"{value:.{decimals}f}")


@register.filter
def whole(value: Decimal, currency: str) -> SafeString:
    """¥10,000 rather than ¥10,000.00 where every amount is whole."""
    return format_html(
        '<span class="money">{}</span>', format_amount(value, currency).removesuffix(".00")
    )


@register.filter
def daily_rate(version: ProductVersion) -> SafeString:
    """The daily form of the highest rate; stands beside an annualised figure, never alone (RULES P1)."""
    days = Decimal(360) if version.day_count.endswith("360") else DAYS
    return format_html(
        '<span class="nowrap">{}%</span>', plain(round(version.annual_rate / days, 4))
    )


@register.filter
def term(count: int, version: ProductVersion | None = None) -> str:
    """12 months; for other periods the number of them."""
    every, unit = (version.every, version.unit) if version else (1, "month")
    length = int(count) * every
    if unit == "day":
        return ngettext("%(n)d day", "%(n)d days", length) % {"n": length}
    if unit == "week":
        return ngettext("%(n)d week", "%(n)d weeks", length) % {"n": length}
    return ngettext("%(n)d month", "%(n)d months", length) % {"n": length}


@register.filter
def method_note(method: str) -> str:
    """What a way to repay means for the payer."""
    return {
        Method.EQUAL_INSTALMENTS: gettext(
            "The same amount each time; at first more of it is interest."
        ),
        Method.EQUAL_PRINCIPAL: gettext(
            "The same principal each time, so each payment is smaller than the last."
        ),
        Method.INTEREST_ONLY: gettext("Only interest first; the principal with the last payment."),
        Method.BULLET: gettext("One payment at the end: principal and all interest together."),
        Method.FLAT: gettext("Interest is worked out on the first principal all the time."),
    }.get(Method(method), "")


@register.filter
def method_name(method: str) -> str:
    return str(Method(method).label)
