"""Daily income against the segments that it comes from (RELIABILITY invariant 8)."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.coherence import Check, CheckResult, register_check
from core.money import round_money

# What the segments say was earned up to and with the last recognised date, added up from nothing.
_REBUILT = """
WITH last AS (
    SELECT max("on") AS last_on FROM lending_recognisedincome
), parts AS (
    SELECT product, currency, kind,
           round(numerator / denominator, 20)
           * greatest(least(coalesce(counts_to, last_on + 1), last_on + 1) - counts_from, 0) AS amount
    FROM lending_accrualsegment, last WHERE counts_from <= last_on
    UNION ALL
    SELECT product, currency, kind, amount
    FROM lending_accrualcorrection, last WHERE "on" <= last_on
), rebuilt AS (
    SELECT product, currency, kind, sum(amount) AS amount FROM parts GROUP BY 1, 2, 3
), recognised AS (
    SELECT product, currency, kind, cumulative
    FROM lending_recognisedincome, last WHERE "on" = last_on
)
SELECT product, currency, kind, coalesce(rebuilt.amount, 0), recognised.cumulative
FROM rebuilt FULL JOIN recognised USING (product, currency, kind)
ORDER BY 1, 2, 3
"""

# What was posted of each product: running totals are rounded, so these add up without a remainder.
_POSTED = """
SELECT r.product, r.currency, r.kind, sum(r.posted), count(*), max(r."on") - min(r."on") + 1,
       sum(CASE WHEN e.id IS NULL THEN 0 WHEN p.side = 'D' THEN p.amount ELSE -p.amount END)
FROM lending_recognisedincome r
LEFT JOIN lending_journalentry e ON e.id = r.entry_id
LEFT JOIN lending_posting p ON p.obligation_id = e.obligation_id AND p.entry_id = e.id
    AND p.account = 'accrued_' || r.kind
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def register_accrual_checks() -> None:
    register_check(
        Check(
            "lending.income", _("Income of each product was recognised once, in full"), check_income
        )
    )


def check_income(deep: bool) -> CheckResult:
    """Every day once without gaps, posted as recognised; deep: rebuilt from the segments alone."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTED)
        posted = cursor.fetchall()
        cursor.execute(_REBUILT)
        rebuilt = cursor.fetchall() if deep else []
    totals: dict[tuple[str, str, str], Decimal] = {}
    wrong = []
    for product, currency, kind, recognised, days, span, in_ledger in posted:
        totals[product, currency, kind] = recognised
        if days != span:
            wrong.append(f"{product} {kind}: {days} days recognised of {span}")
        if recognised != in_ledger:
            wrong.append(f"{product} {kind}: {recognised} recognised, {in_ledger} in the ledger")
    for product, currency, kind, amount, cumulative in rebuilt:
        if amount != cumulative:
            wrong.append(f"{product} {kind}: {cumulative} recognised, {amount} by its segments")
        elif round_money(amount, currency) != totals.get((product, currency, kind)):
            wrong.append(f"{product} {kind}: {totals.get((product, currency, kind))} posted")
    return CheckResult(len(posted), len(wrong), wrong)
