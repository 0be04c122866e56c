"""The terms of a loan: what a quote, an offer, a contract and a schedule are all computed from.

`Terms` is frozen and complete: everything that changes a figure stands in it. `parse_terms` is the
only way in from JSON; it refuses what it does not know and names every fault at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from products.maths.currencies import CURRENCY_DECIMALS
from products.maths.rounding import EXACT, ZERO, Mode, quantum

Method = Literal["equal_instalments", "equal_principal", "interest_only", "bullet", "flat"]
Unit = Literal["day", "week", "month"]
DayCount = Literal["30/360", "actual/360", "actual/365", "actual/actual"]
FeeKind = Literal["upfront", "first", "per_instalment"]
FeeBase = Literal["principal", "instalment", "interest"]

METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet", "flat")
UNITS = ("day", "week", "month")
DAY_COUNTS = ("30/360", "actual/360", "actual/365", "actual/actual")
INTEREST_PERIODS = ("instalment", "daily")
ROLLS = ("none", "next", "previous")
FEE_KINDS = ("upfront", "first", "per_instalment")
FEE_BASES = ("principal", "instalment", "interest")

INSTALMENTS_MAX = 600
_NOTHING = tuple(f"{ZERO:.{decimals}f}" for decimals in range(max(CURRENCY_DECIMALS.values()) + 1))
TERM_YEARS_MAX = 100

# What a year has when a daily rate is made annual.
DAILY_RATE_DENOMINATORS = {
    "30/360": 360,
    "actual/360": 360,
    "actual/365": 365,
    "actual/actual": 365,
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How money is rounded; `multiple_of` rounds the instalment to whole tens, hundreds, ..."""

    decimals: int
    instalment: Mode = "half_even"
    interest: Mode = "half_even"
    multiple_of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Grace:
    """Numbers of instalments, from the first: without principal, with interest put off, without
    interest.
    """

    principal: int = 0
    interest: int = 0
    interest_free: int = 0


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge beside interest. Exactly one of `amount` and `pct` is set.

    A one-off fee (`upfront`, `first`) of the principal is measured on the loan's principal, a fee
    `per_instalment` on the principal of each row.
    """

    name: str
    kind: FeeKind
    amount: Decimal | None = None
    pct: Decimal | None = None
    of: FeeBase = "principal"
    collected_by: str = ""
    deducted: bool = False


@dataclass(frozen=True, slots=True)
class Subsidy:
    """The share of interest that somebody else, usually the merchant, pays."""

    interest_pct: Decimal
    paid_by: str


@dataclass(frozen=True, slots=True)
class Takeover:
    """Habits of another system, followed to the cent when a running book is taken over.

    With a `schedule_family` the rows are made by that family's rules (`takeover_schedule`); the
    other options refine them. `schedule_start` is where the first period begins when that is not
    the payout.
    """

    schedule_family: Literal["progressive", "cumulative"] | None = None
    days_in_month: Literal["30", "actual"] | None = None
    days_in_year: Literal["360", "365", "actual"] | None = None
    leap_year_rule: str | None = None
    year_boundary_split: Literal["dec31", "jan1"] | None = None
    schedule_start: date | None = None
    fixed_instalment: Decimal | None = None
    fixed_length_days: int | None = None
    amounts_in_multiples_of: Decimal | None = None
    precision_digits: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that a schedule depends on. Rates and shares are in percent."""

    principal: Decimal
    annual_rate: Decimal
    method: Method
    instalments: int
    disbursed_on: date
    currency: str = "CNY"
    daily_rate: Decimal | None = None
    every: int = 1
    unit: Unit = "month"
    first_due_on: date | None = None
    anchor_day: int | None = None
    due_date_roll: Literal["none", "next", "previous"] = "none"
    country: str = "CN"
    day_count: DayCount = "30/360"
    interest_period: Literal["instalment", "daily"] = "instalment"
    rounding: Rounding = field(default_factory=lambda: Rounding(decimals=2))
    grace: Grace = field(default_factory=Grace)
    down_payment_pct: Decimal | None = None
    fees: tuple[Fee, ...] = ()
    subsidy: Subsidy | None = None
    takeover: Takeover | None = None

    @property
    def currency_decimals(self) -> int:
        return CURRENCY_DECIMALS[self.currency]

    @property
    def deducts_fees(self) -> bool:
        return any(fee.deducted for fee in self.fees)

    def to_dict(self) -> dict[str, Any]:
        """The terms as JSON: `parse_terms(terms.to_dict())` gives the same terms back."""
        from_daily = self.daily_rate is not None
        return {
            "principal": format_money(self.principal, self.currency_decimals),
            "currency": self.currency,
            **({"daily_rate": plain(self.daily_rate)} if from_daily else {}),
            **({} if from_daily else {"annual_rate": plain(self.annual_rate)}),
            "method": self.method,
            "instalments": self.instalments,
            "every": self.every,
            "unit": self.unit,
            "disbursed_on": self.disbursed_on.isoformat(),
            "first_due_on": self.first_due_on.isoformat() if self.first_due_on else None,
            "anchor_day": self.anchor_day,
            "due_date_roll": self.due_date_roll,
            "country": self.country,
            "day_count": self.day_count,
            "interest_period": self.interest_period,
            "rounding": {
                "decimals": self.rounding.decimals,
                "instalment": self.rounding.instalment,
                "interest": self.rounding.interest,
                "multiple_of": plain(self.rounding.multiple_of),
            },
            "grace": {
                "principal": self.grace.principal,
                "interest": self.grace.interest,
                "interest_free": self.grace.interest_free,
            },
            "down_payment_pct": plain(self.down_payment_pct),
            "fees": [_fee_to_dict(fee, self.currency_decimals) for fee in self.fees],
            "subsidy": self.subsidy
            and {"interest_pct": plain(self.subsidy.interest_pct), "paid_by": self.subsidy.paid_by},
            "takeover": _takeover_to_dict(self.takeover),
        }


def plain(value: Decimal | None) -> str | None:
    """A number as text without an exponent and without idle zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_money(amount: Decimal, decimals: int) -> str:
    """An amount with the currency's decimals; never "-0.00"."""
    return str(amount.quantize(quantum(decimals), None, EXACT)) if amount else _NOTHING[decimals]


def _fee_to_dict(fee: Fee, decimals: int) -> dict[str, Any]:
    size = (
        {"amount": format_money(fee.amount, decimals)}
        if fee.amount is not None
        else {"pct": plain(fee.pct), "of": fee.of}
    )
    return {
        "name": fee.name,
        "kind": fee.kind,
        **size,
        "collected_by": fee.collected_by,
        "deducted": fee.deducted,
    }


def _takeover_to_dict(takeover: Takeover | None) -> dict[str, Any]:
    if takeover is None:
        return {}
    defaults = Takeover()
    options: dict[str, Any] = {}
    for name in Takeover.__dataclass_fields__:
        value = getattr(takeover, name)
        if value == getattr(defaults, name):
            continue
        if isinstance(value, Decimal):
            value = plain(value)
        options[name] = value.isoformat() if isinstance(value, date) else value
    return options
