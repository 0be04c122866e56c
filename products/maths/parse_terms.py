"""From JSON to `Terms`: unknown keys and impossible values are refused, each named."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from products.maths.currencies import CURRENCY_DECIMALS
from products.maths.errors import FieldError, TermsError
from products.maths.fields import Fields
from products.maths.rounding import EXACT, MODES, ZERO
from products.maths.terms import (
    DAILY_RATE_DENOMINATORS,
    DAY_COUNTS,
    FEE_BASES,
    FEE_KINDS,
    INSTALMENTS_MAX,
    INTEREST_PERIODS,
    METHODS,
    ROLLS,
    TERM_YEARS_MAX,
    UNITS,
    Fee,
    Grace,
    Rounding,
    Subsidy,
    Takeover,
    Terms,
)

_KEYS = (
    *(
        "principal",
        "currency",
        "annual_rate",
        "daily_rate",
        "method",
        "instalments",
        "every",
        "unit",
    ),
    *("disbursed_on", "first_due_on", "anchor_day", "due_date_roll", "country", "day_count"),
    *("interest_period", "rounding", "grace", "down_payment_pct", "fees", "subsidy", "takeover"),
)
_PRINCIPAL_MAX = Decimal(999999999999)
_ANNUAL_RATE_MAX = Decimal(10_000)
_DAILY_RATE_MAX = Decimal(100)
_RATE_DECIMALS = 10
_EVERY_MAX = {"day": 3660, "week": 520, "month": 120}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 31}
_FEES_MAX = 20
_FAMILY_METHODS = {
    "progressive": ("equal_instalments", "flat"),
    "cumulative": ("equal_instalments", "equal_principal", "flat"),
}
_FIRST_PERIOD_DAYS_MAX = 3660
_HUNDRED = Decimal(100)


def parse_terms(data: Mapping[str, Any]) -> Terms:
    """Terms from a JSON object.

    Raises TermsError with one entry (pointer, code, message) for every fault found.
    """
    errors: list[FieldError] = []
    fields = Fields(data, pointer="", errors=errors)
    if errors:
        raise TermsError(errors)
    fields.refuse_unknown(_KEYS)
    currency = fields.choice("currency", CURRENCY_DECIMALS, default="CNY")
    decimals = CURRENCY_DECIMALS[currency]
    principal = fields.decimal(
        "principal", required=True, above=ZERO, maximum=_PRINCIPAL_MAX, decimals=decimals
    )
    method = fields.choice("method", METHODS, required=True)
    day_count = fields.choice("day_count", DAY_COUNTS, default="30/360")
    annual_rate, daily_rate = _rates(fields, day_count)
    unit = fields.choice("unit", UNITS, default="month")
    every = fields.integer("every", minimum=1, maximum=_EVERY_MAX[unit], default=1)
    instalments = fields.integer("instalments", minimum=1, maximum=INSTALMENTS_MAX, required=True)
    disbursed_on = fields.date("disbursed_on", required=True)
    first_due_on = fields.date("first_due_on")
    anchor_day = fields.integer("anchor_day", minimum=1, maximum=31)
    roll = fields.choice("due_date_roll", ROLLS, default="none")
    country = _country(fields)
    interest_period = fields.choice("interest_period", INTEREST_PERIODS, default="instalment")
    rounding = _rounding(fields, decimals)
    grace = _grace(fields, method, instalments)
    down_payment_pct = _down_payment_pct(fields)
    fees = _fees(fields, decimals)
    subsidy = _subsidy(fields)
    takeover = _takeover(fields, decimals)
    _check_takeover(fields, takeover, method=method, roll=roll, grace=grace)
    _check_dates(fields, disbursed_on, first_due_on, anchor_day, unit)
    _check_length(fields, instalments, every or 1, unit)
    _check_deductions(fields, principal, down_payment_pct, fees)
    if (
        errors
        or principal is None
        or annual_rate is None
        or instalments is None
        or disbursed_on is None
    ):
        raise TermsError(errors)
    return Terms(
        principal=principal,
        annual_rate=annual_rate,
        method=method,
        instalments=instalments,
        disbursed_on=disbursed_on,
        currency=currency,
        daily_rate=daily_rate,
        every=every or 1,
        unit=unit,
        first_due_on=first_due_on,
        anchor_day=anchor_day,
        due_date_roll=roll,
        country=country,
        day_count=day_count,
        interest_period=interest_period,
        rounding=rounding,
        grace=grace,
        down_payment_pct=down_payment_pct or None,
        fees=fees,
        subsidy=subsidy,
        takeover=takeover,
    )


def _down_payment_pct(fields: Fields) -> Decimal | None:
    pct = fields.decimal("down_payment_pct", minimum=ZERO, decimals=_RATE_DECIMALS)
    if pct is not None and pct >= _HUNDRED:
        fields.refuse("down_payment_pct", "out_of_range", f"is {pct}: must be less than 100")
    return pct


def _rates(fields: Fields, day_count: str) -> tuple[Decimal | None, Decimal | None]:
    """The annual rate, and the daily one it came from; exactly one of them must be given."""
    if fields.present("annual_rate") and fields.present("daily_rate"):
        fields.refuse("daily_rate", "conflict", "and annual_rate are both given: give one of them")
        return None, None
    if fields.present("daily_rate"):
        daily = fields.decimal(
            "daily_rate", minimum=ZERO, maximum=_DAILY_RATE_MAX, decimals=_RATE_DECIMALS
        )
        if daily is None:
            return None, None
        return EXACT.multiply(daily, Decimal(DAILY_RATE_DENOMINATORS[day_count])), daily
    if not fields.present("annual_rate"):
        fields.missing("annual_rate", "a rate in percent a year (or give daily_rate)")
        return None, None
    annual = fields.decimal(
        "annual_rate", minimum=ZERO, maximum=_ANNUAL_RATE_MAX, decimals=_RATE_DECIMALS
    )
    return annual, None


def _country(fields: Fields) -> str:
    country = fields.text("country", length_max=2) or "CN"
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        fields.refuse("country", "not_allowed", f'is "{country}": must be two capital letters (CN)')
    return country


def _rounding(fields: Fields, currency_decimals: int) -> Rounding:
    child = fields.child("rounding")
    if child is None:
        return Rounding(decimals=currency_decimals)
    child.refuse_unknown(("decimals", "instalment", "interest", "multiple_of"))
    decimals = child.integer(
        "decimals", minimum=0, maximum=currency_decimals, default=currency_decimals
    )
    return Rounding(
        decimals=currency_decimals if decimals is None else decimals,
        instalment=child.choice("instalment", MODES, default="half_even"),
        interest=child.choice("interest", MODES, default="half_even"),
        multiple_of=child.decimal(
            "multiple_of", above=ZERO, maximum=_PRINCIPAL_MAX, decimals=currency_decimals
        ),
    )


def _grace(fields: Fields, method: str | None, instalments: int | None) -> Grace:
    child = fields.child("grace")
    if child is None:
        return Grace()
    names = ("principal", "interest", "interest_free")
    child.refuse_unknown(names)
    counts = {
        name: child.integer(name, minimum=0, maximum=INSTALMENTS_MAX, default=0) or 0
        for name in names
    }
    for name in ("principal", "interest"):
        if instalments is not None and counts[name] >= instalments:
            child.refuse(
                name,
                "out_of_range",
                f"is {counts[name]}: must be less than the number of instalments ({instalments})",
            )
    if instalments is not None and counts["interest_free"] > instalments:
        child.refuse(
            "interest_free",
            "out_of_range",
            f"is {counts['interest_free']}: must be at most the instalments ({instalments})",
        )
    if counts["principal"] and method in ("bullet", "interest_only"):
        child.refuse(
            "principal", "not_allowed", f"is set: {method} pays no principal before the end"
        )
    if counts["interest"] and method == "bullet":
        child.refuse("interest", "not_allowed", "is set: bullet pays no interest before the end")
    return Grace(**counts)


def _fees(fields: Fields, decimals: int) -> tuple[Fee, ...]:
    return tuple(_fee(child, decimals) for child in fields.objects("fees", most=_FEES_MAX))


def _fee(child: Fields, decimals: int) -> Fee:
    child.refuse_unknown(("name", "kind", "amount", "pct", "of", "collected_by", "deducted"))
    kind = child.choice("kind", FEE_KINDS, required=True)
    base = child.choice("of", FEE_BASES, default="principal")
    amount = child.decimal("amount", minimum=ZERO, maximum=_PRINCIPAL_MAX, decimals=decimals)
    pct = child.decimal("pct", minimum=ZERO, maximum=_ANNUAL_RATE_MAX, decimals=_RATE_DECIMALS)
    if child.present("amount") == child.present("pct"):
        child.refuse("amount", "conflict", "or pct: exactly one of the two must be given")
    if kind == "upfront" and base != "principal":
        child.refuse("of", "not_allowed", f'is "{base}": an upfront fee must be of the principal')
    deducted = child.boolean("deducted")
    if deducted and kind not in (None, "upfront"):
        child.refuse("deducted", "not_allowed", "is true: only an upfront fee can be deducted")
    return Fee(
        name=child.text("name", required=True),
        kind=kind or "upfront",
        amount=amount,
        pct=pct,
        of=base,
        collected_by=child.text("collected_by"),
        deducted=deducted,
    )


def _subsidy(fields: Fields) -> Subsidy | None:
    child = fields.child("subsidy")
    if child is None:
        return None
    child.refuse_unknown(("interest_pct", "paid_by"))
    pct = child.decimal(
        "interest_pct", required=True, minimum=ZERO, maximum=_HUNDRED, decimals=_RATE_DECIMALS
    )
    return Subsidy(interest_pct=pct or ZERO, paid_by=child.text("paid_by", required=True))


def _takeover(fields: Fields, decimals: int) -> Takeover | None:
    child = fields.child("takeover")
    if child is None or not child.data:
        return None
    child.refuse_unknown(Takeover.__dataclass_fields__)
    return Takeover(
        schedule_family=child.choice("schedule_family", ("progressive", "cumulative")),
        days_in_month=child.choice("days_in_month", ("30", "actual")),
        days_in_year=child.choice("days_in_year", ("360", "365", "actual")),
        leap_year_rule=child.choice(
            "leap_year_rule", ("366_in_leap_calendar_year", "366_only_in_period_with_feb29")
        ),
        year_boundary_split=child.choice("year_boundary_split", ("dec31", "jan1")),
        schedule_start=child.date("schedule_start"),
        fixed_instalment=child.decimal("fixed_instalment", above=ZERO, decimals=decimals),
        fixed_length_days=child.integer("fixed_length_days", minimum=1, maximum=36_600),
        amounts_in_multiples_of=child.decimal(
            "amounts_in_multiples_of", above=ZERO, decimals=decimals
        ),
        precision_digits=child.integer("precision_digits", minimum=10, maximum=34),
    )


def _check_takeover(
    fields: Fields, takeover: Takeover | None, *, method: str | None, roll: str, grace: Grace
) -> None:
    """What no taken-over family does is refused, never left out in silence."""
    if takeover is None or takeover.schedule_family is None:
        return
    family = takeover.schedule_family
    methods = _FAMILY_METHODS[family]
    if method is not None and method not in methods:
        fields.refuse(
            "method",
            "not_allowed",
            f'is "{method}": schedule_family {family} knows {", ".join(methods)}',
        )
    if roll != "none":
        fields.refuse(
            "due_date_roll", "not_allowed", f'is "{roll}": a schedule_family keeps its due dates'
        )
    if method == "flat" and grace != Grace():
        fields.refuse("grace", "not_allowed", f"is set: flat in schedule_family {family} has none")


def _check_dates(
    fields: Fields,
    disbursed_on: date | None,
    first_due_on: date | None,
    anchor_day: int | None,
    unit: str,
) -> None:
    if anchor_day is not None and unit != "month":
        fields.refuse("anchor_day", "not_allowed", f'is {anchor_day}: the unit must be "month"')
    if first_due_on is None or disbursed_on is None:
        return
    latest = disbursed_on + timedelta(days=_FIRST_PERIOD_DAYS_MAX)
    if not disbursed_on < first_due_on <= latest:
        fields.refuse(
            "first_due_on",
            "out_of_range",
            f"is {first_due_on}: must be after disbursed_on ({disbursed_on}), by {latest}",
        )
    elif anchor_day is not None and unit == "month":
        day = min(anchor_day, monthrange(first_due_on.year, first_due_on.month)[1])
        if first_due_on.day != day:
            fields.refuse(
                "anchor_day",
                "conflict",
                f"is {anchor_day}: first_due_on ({first_due_on}) must then fall on day {day}",
            )


def _check_length(fields: Fields, instalments: int | None, every: int, unit: str) -> None:
    if instalments is not None and instalments * every * _UNIT_DAYS[unit] > TERM_YEARS_MAX * 372:
        fields.refuse(
            "instalments",
            "term_too_long",
            f"is {instalments}, every {every} {unit}: at most {TERM_YEARS_MAX} years are possible",
        )


def _check_deductions(
    fields: Fields, principal: Decimal | None, down_pct: Decimal | None, fees: tuple[Fee, ...]
) -> None:
    """What is paid or withheld on day 0 must leave the borrower something."""
    if principal is None:
        return
    taken = ZERO if down_pct is None else principal * down_pct / 100
    for fee in fees:
        if fee.kind == "upfront":
            taken += fee.amount if fee.amount is not None else principal * (fee.pct or ZERO) / 100
    if taken >= principal:
        fields.refuse(
            "fees",
            "out_of_range",
            f"and the down payment take {taken} of {principal} on the first day: must be less",
        )
