"""What must hold of contracts and payouts: `check_books` runs these."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.coherence import Check, CheckResult

_SIGNED = """
SELECT count(*),
       count(*) FILTER (WHERE (c.state = 'signed') <> (d.id IS NOT NULL)),
       (array_agg(c.number ORDER BY c.id) FILTER (WHERE (c.state = 'signed') <> (d.id IS NOT NULL)))[1:5]
FROM lending_contract c LEFT JOIN lending_disbursement d ON d.contract_id = c.id
"""

_WITHIN = """
SELECT count(*), count(*) FILTER (WHERE wrong),
       (array_agg(number ORDER BY id) FILTER (WHERE wrong))[1:5]
FROM (
    SELECT c.id, c.number,
           c.amount > coalesce(a.limit, 0)
           OR coalesce(d.amount, 0) > c.amount
           OR coalesce(l.principal, 0) > coalesce(d.amount, 0) AS wrong
    FROM lending_contract c
    JOIN lending_application a ON a.id = c.application_id
    LEFT JOIN lending_disbursement d ON d.contract_id = c.id
    LEFT JOIN lending_loan l ON l.contract_id = c.id
    WHERE c.state <> 'cancelled'
) rows
"""

_PAID = """
SELECT count(*), count(*) FILTER (WHERE wrong),
       (array_agg(public_id ORDER BY id) FILTER (WHERE wrong))[1:5]
FROM (
    SELECT d.id, d.public_id,
           (d.state = 'paid') <> (l.id IS NOT NULL)
           OR l.principal <> d.amount OR l.disbursed_on <> d.paid_on AS wrong
    FROM lending_disbursement d LEFT JOIN lending_loan l ON l.contract_id = d.contract_id
) rows
"""

_IN_TRANSIT = """
WITH booked AS (
    SELECT currency, sum(CASE side WHEN 'D' THEN amount ELSE -amount END) AS amount
    FROM lending_posting WHERE account = 'in_transit' GROUP BY currency
), away AS (
    SELECT currency, sum(amount) AS amount
    FROM lending_disbursement WHERE state IN ('sent', 'unknown') GROUP BY currency
), both_sides AS (
    SELECT coalesce(b.currency, w.currency) AS currency,
           coalesce(b.amount, 0) AS booked, coalesce(w.amount, 0) AS away
    FROM booked b FULL JOIN away w ON w.currency = b.currency
)
SELECT count(*), count(*) FILTER (WHERE booked <> away),
       (array_agg(currency || ': booked ' || booked || ', payouts ' || away ORDER BY currency)
        FILTER (WHERE booked <> away))[1:5]
FROM both_sides
"""


def _run(sql: str) -> CheckResult:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        checked, broken, examples = cursor.fetchone()
    return CheckResult(checked=checked, broken=broken, examples=[str(x) for x in examples or []])


def signed_contracts_have_a_payout(deep: bool) -> CheckResult:
    return _run(_SIGNED)


def amounts_are_within_limits(deep: bool) -> CheckResult:
    return _run(_WITHIN)


def paid_payouts_have_a_loan(deep: bool) -> CheckResult:
    return _run(_PAID)


def in_transit_is_what_is_away(deep: bool) -> CheckResult:
    return _run(_IN_TRANSIT)


CHECKS: list[Any] = [
    Check(
        "lending.payout_of_contract",
        _("Each signed contract has exactly one payout, and no other has one"),
        signed_contracts_have_a_payout,
    ),
    Check(
        "lending.within_limit",
        _("Paid out is at most what was accepted, and that at most the limit"),
        amounts_are_within_limits,
    ),
    Check(
        "lending.loan_of_payout",
        _("Each payout that arrived has its loan, of the same amount and day"),
        paid_payouts_have_a_loan,
    ),
    Check(
        "lending.in_transit",
        _("Disbursements in transit equal the payouts that are with the bank"),
        in_transit_is_what_is_away,
    ),
]
