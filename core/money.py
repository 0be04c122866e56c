"""Money: a Decimal that knows its currency and never rounds by itself.

Amounts are major units (yuan) with exactly the currency's decimals (ISO 4217 exponent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from typing import Final, Literal

from core.errors import InvalidInput

Rounding = Literal["half_even", "half_up", "up", "down"]

ROUNDINGS: Final[dict[str, str]] = {
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}
# ISO 4217 exponents of the currencies a book can be kept in; columns hold two decimals (ADR 0003).
EXPONENTS: Final[dict[str, int]] = {
    "CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "INR": 2, "HKD": 2, "SGD": 2, "JPY": 0, "KRW": 0, "VND": 0,
}  # fmt: skip
SYMBOLS: Final[dict[str, str]] = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "JPY": "¥",
}
LARGEST: Final = Decimal("999999999999.99")


def exponent_of(currency: str) -> int:
    """Decimals of the currency. Raises InvalidInput for one we cannot keep."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidInput.at(
            "/currency", "unknown_currency", f"{currency!r} is not one of {', '.join(EXPONENTS)}"
        ) from None


def round_money(value: Decimal, currency: str, rounding: Rounding = "half_even") -> Decimal:
    """Round to the currency's decimals, by a rule the caller names."""
    return value.quantize(Decimal(1).scaleb(-exponent_of(currency)), rounding=ROUNDINGS[rounding])


def parse_amount(text: object, currency: str, *, pointer: str = "/amount") -> Decimal:
    """Read a positive amount from the outside.

    Raises InvalidInput, naming the field, for anything but a plain positive decimal number with no
    more decimals than the currency has: no exponent, NaN, infinity, sign or thousands separator.
    """
    raw = str(text).strip()
    digits, _, decimals = raw.partition(".")
    if (
        isinstance(text, (float, bool))
        or not digits.isascii()
        or not digits.isdigit()
        or ("." in raw and not (decimals.isascii() and decimals.isdigit()))
    ):
        raise InvalidInput.at(
            pointer, "not_an_amount", f"{raw[:40]!r} is not an amount; write it like 1234.50"
        )
    try:
        value = Decimal(raw)
    except InvalidOperation:  # pragma: no cover - the digit test above lets nothing else through
        raise InvalidInput.at(pointer, "not_an_amount", f"{raw[:40]!r} is not an amount") from None
    places = exponent_of(currency)
    if len(decimals) > places:
        raise InvalidInput.at(
            pointer, "too_many_decimals", f"{raw[:40]} has more than {places} decimals"
        )
    if value <= 0:
        raise InvalidInput.at(pointer, "not_positive", f"{raw[:40]} must be more than 0")
    if value > LARGEST:
        raise InvalidInput.at(pointer, "too_large", f"{raw[:40]} is more than {LARGEST}")
    return round_money(value, currency)


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount in one currency; adding two currencies raises ValueError."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not Decimal:
            raise TypeError("money is a Decimal, never a float")
        if round_money(self.amount, self.currency) != self.amount:
            raise ValueError(f"{self.amount} has more decimals than {self.currency}")

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return format_amount(self.amount, self.currency)

    def split(self, weights: Sequence[int | Decimal]) -> list[Money]:
        """Shares in the ratio of `weights` that add up again; the largest remainders get the odd units."""
        total = sum((Decimal(w) for w in weights), Decimal(0))
        if total <= 0 or any(w < 0 for w in weights):
            raise ValueError("weights must be non-negative and not all zero")
        unit = Decimal(1).scaleb(-exponent_of(self.currency))
        exact = [self.amount * Decimal(w) / total for w in weights]
        shares = [round_money(x, self.currency, "down") for x in exact]
        odd = int((self.amount - sum(shares)) / unit)
        by_remainder = sorted(range(len(shares)), key=lambda i: (-abs(exact[i] - shares[i]), i))
        for i in by_remainder[: abs(odd)]:
            shares[i] += unit if odd > 0 else -unit
        return [Money(s, self.currency) for s in shares]


def amount_text(value: Decimal, currency: str) -> str:
    """The form of money in JSON: a plain string with the currency's decimals ("1234.50")."""
    return str(round_money(value, currency))


def format_amount(value: Decimal, currency: str) -> str:
    """The form of money for people: sign of the currency and thousands separators ("¥1,234.50")."""
    sign = "-" if value < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{abs(round_money(value, currency)):,}"
