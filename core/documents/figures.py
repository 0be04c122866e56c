"""Numbers, dates and codes as our documents print them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import segno

# China has one time zone and no summer time; documents state Beijing time.
BEIJING = timezone(timedelta(hours=8), "UTC+8")


def yuan(amount: Decimal) -> str:
    """``¥12,345.60``."""
    return f"-¥{-amount:,.2f}" if amount < 0 else f"¥{amount:,.2f}"


def plain_amount(amount: Decimal) -> str:
    """``12,345.60``, for table columns whose head names the unit."""
    return f"{amount:,.2f}"


def percent(rate: Decimal, *, decimals: int = 2) -> str:
    """``18.00%``; further decimals are shown when the figure has them, up to four."""
    exact = rate.normalize()
    exponent = exact.as_tuple().exponent
    has = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{rate:.{min(max(has, decimals), 4)}f}%"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def beijing_time(at: datetime) -> str:
    """``2026-11-22 14:03:05`` in Beijing."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def beijing_date(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def qr_svg(text: str) -> str:
    """A QR code as SVG text for ``image(bytes(...))`` in a template."""
    return segno.make(text, error="m").svg_inline(border=0, dark="#16212b")
