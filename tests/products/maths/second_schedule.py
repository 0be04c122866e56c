"""A second implementation of the schedule, in exact fractions and written apart from the first.

It follows the words of the terms, shares no code with the package but the due dates, and rounds
exact fractions by its own rule.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from products.maths import Terms
from products.maths.due_dates import build_periods

Amounts = tuple[Fraction, Fraction, Fraction]  # principal, interest, closing


def round_fraction(value: Fraction, step: Fraction, mode: str) -> Fraction:
    steps = value / step
    down = floor(steps)
    rest = steps - down
    up = {
        "down": False,
        "up": rest > 0,
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and down % 2 == 1),
    }[mode]
    return (down + up) * step


def factor(terms: Terms, start: date, end: date, regular_from: date) -> Fraction:
    rate = Fraction(terms.annual_rate) / 100
    every = terms.every
    days = Fraction((end - start).days)
    if terms.interest_period == "instalment":
        a_year = {"month": 12, "week": 52, "day": 365}[terms.unit]
        whole = rate * every / a_year
        return whole if start == regular_from else whole * days / (end - regular_from).days
    if terms.day_count == "30/360":
        if start == regular_from:
            return rate * {"month": 30, "week": 7, "day": 1}[terms.unit] * every / 360
        first = 30 if start.day == 31 else start.day
        last = 30 if end.day == 31 and first == 30 else end.day
        months = (end.year - start.year) * 12 + end.month - start.month
        return rate * (months * 30 + last - first) / 360
    if terms.day_count == "actual/actual":
        parts = Fraction(0)
        on = start
        while on < end:
            parts += Fraction(1, 366 if isleap(on.year) else 365)
            on += timedelta(days=1)
        return rate * parts
    return rate * days / (360 if terms.day_count == "actual/360" else 365)


def row_factors(terms: Terms) -> list[Fraction]:
    factors = [
        Fraction(0)
        if period.number <= terms.grace.interest_free
        else factor(terms, period.starts_on, period.ends_on, period.regular_from)
        for period in build_periods(terms)
    ]
    return [sum(factors, Fraction(0))] if terms.method == "bullet" else factors


def second_schedule(terms: Terms) -> list[Amounts]:
    """Principal, interest and closing balance of every row after the first day."""
    rounding = terms.rounding
    cent = Fraction(1, 10**rounding.decimals)
    multiple = None if rounding.multiple_of is None else Fraction(rounding.multiple_of)

    def interest_money(value: Fraction) -> Fraction:
        return round_fraction(value, cent, rounding.interest)

    def instalment_money(value: Fraction) -> Fraction:
        if multiple is not None and (whole := round_fraction(value, multiple, rounding.instalment)):
            return round_fraction(whole, cent, rounding.instalment)
        return round_fraction(value, cent, rounding.instalment)

    balance = Fraction(terms.principal)
    if terms.down_payment_pct is not None:
        down = balance * Fraction(terms.down_payment_pct) / 100
        if multiple is not None:
            down = round_fraction(down, multiple, rounding.instalment)
        balance -= min(round_fraction(down, cent, rounding.instalment), balance)
    factors = row_factors(terms)
    count, idle = len(factors), terms.grace.principal
    original = balance
    paying = factors[idle:]
    discounted = Fraction(1)
    annuity = Fraction(0)
    for rate in paying:
        discounted /= 1 + rate
        annuity += discounted
    instalment = original / annuity
    rows: list[Amounts] = []
    for number in range(1, count + 1):
        base = original if terms.method == "flat" else balance
        interest = interest_money(base * factors[number - 1])
        if number == count:
            principal = balance
        elif number <= idle or terms.method in ("interest_only", "bullet"):
            principal = Fraction(0)
        elif terms.method == "equal_principal":
            principal = instalment_money(original / (count - idle))
        elif terms.method == "flat":
            principal = instalment_money(original / (count - idle) + interest) - interest
        else:
            principal = instalment_money(instalment) - interest
        principal = max(Fraction(0), min(principal, balance))
        balance -= principal
        rows.append((principal, interest, balance))
    return put_off_interest(rows, terms.grace.interest)


def put_off_interest(rows: list[Amounts], late: int) -> list[Amounts]:
    put_off = sum((row[1] for row in rows[:late]), Fraction(0))
    return [
        (
            principal,
            Fraction(0) if index < late else interest + (put_off if index == late else 0),
            closing,
        )
        for index, (principal, interest, closing) in enumerate(rows)
    ]
