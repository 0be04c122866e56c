"""Small parts of pages: icons, fields, amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.money import format_amount

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """An icon of icons.svg: an ornament beside words, never instead of them."""
    return format_html(
        '<svg width="{0}" height="{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{2}"></use></svg>',
        size,
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, hint: str = "", **extra: Any) -> dict[str, Any]:
    """Label, hint, input and error of one form field, tied together for screen readers."""
    return {"field": bound, "hint": hint or bound.help_text, **extra}


@register.inclusion_tag("parts/tick.html")
def tick(bound: BoundField, **extra: Any) -> dict[str, Any]:
    """A tick box with its sentence beside it."""
    return {"field": bound, **extra}


@register.filter
def money(value: Decimal | None, currency: str = "") -> SafeString | str:
    """¥1,234.50, never broken over two lines."""
    if value is None:
        return "—"
    text = format_amount(value, currency or settings.LOANWRIGHT_INSTITUTION["currency"])
    return format_html('<span class="money">{}</span>', text)
