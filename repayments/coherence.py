"""What must be true of payments, rows and bills (RELIABILITY invariants 3, 11, 13, 14)."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.coherence import Check, CheckResult, register_check
from core.day_end import open_date_or_none
from lending.models import Instalment, Loan
from repayments.models import Bill, Payment

EXAMPLES_MAX: Final = 5

_ALLOCATIONS = """
SELECT p.public_id || ' of ' || p.amount || ' (' || p.state || '): ' || coalesce(sum(a.amount) FILTER (
           WHERE a.undone_at IS NULL), 0) || ' allocated, ' || coalesce(sum(a.amount) FILTER (
           WHERE a.undone_at IS NOT NULL), 0) || ' undone'
FROM repayments_payment p LEFT JOIN repayments_allocation a ON a.payment_id = p.id
GROUP BY p.id
HAVING coalesce(sum(a.amount) FILTER (WHERE a.undone_at IS NULL), 0)
       <> CASE p.state WHEN 'posted' THEN p.amount ELSE 0 END
    OR coalesce(sum(a.amount) FILTER (WHERE a.undone_at IS NOT NULL), 0)
       <> CASE p.state WHEN 'reversed' THEN p.amount ELSE 0 END
ORDER BY p.id
"""

# Row 0 of a loan taken over is what was paid elsewhere.
_ROWS = """
WITH paid AS (
    SELECT instalment_id,
           coalesce(sum(amount) FILTER (WHERE part = 'principal'), 0) AS principal,
           coalesce(sum(amount) FILTER (WHERE part = 'interest'), 0) AS interest,
           coalesce(sum(amount) FILTER (WHERE part = 'fee'), 0) AS fee
    FROM repayments_allocation WHERE undone_at IS NULL AND instalment_id IS NOT NULL
    GROUP BY instalment_id
)
SELECT l.public_id || ' no. ' || i.number || ': paid '
       || concat_ws('/', i.principal_paid, i.interest_paid, i.fee_paid) || ', allocated '
       || concat_ws('/', coalesce(paid.principal, 0), coalesce(paid.interest, 0), coalesce(paid.fee, 0))
FROM lending_instalment i JOIN lending_loan l ON l.id = i.loan_id
LEFT JOIN paid ON paid.instalment_id = i.id
WHERE (i.principal_paid, i.interest_paid, i.fee_paid) IS DISTINCT FROM
      (coalesce(paid.principal, 0), coalesce(paid.interest, 0), coalesce(paid.fee, 0))
  AND NOT (i.number = 0 AND l.origin <> 'loanwright')
ORDER BY i.id
"""

_BILLS = """
SELECT b.public_id || ' is ' || b.state || ', its row '
       || CASE WHEN NOT i.is_current THEN 'was replaced'
               WHEN i.settled_on IS NULL THEN 'is unpaid' ELSE 'is paid' END
FROM repayments_bill b JOIN lending_instalment i ON i.id = b.instalment_id
WHERE (b.state = 'paid') IS DISTINCT FROM (i.settled_on IS NOT NULL OR NOT i.is_current)
   OR (b.principal, b.interest, b.fee, b.due_on) IS DISTINCT FROM
      (i.principal, i.interest, i.fee, i.due_on)
ORDER BY b.id
"""

_DUES = """
WITH rows AS (
    SELECT loan_id, sum(principal - principal_paid) AS principal,
           coalesce(sum(interest - interest_paid) FILTER (WHERE billed_on IS NOT NULL), 0) AS interest,
           coalesce(sum(fee - fee_paid) FILTER (WHERE billed_on IS NOT NULL), 0) AS fee,
           min(due_on) FILTER (WHERE settled_on IS NULL AND billed_on IS NOT NULL) AS oldest,
           count(*) FILTER (WHERE settled_on IS NULL) AS unsettled
    FROM lending_instalment WHERE is_current GROUP BY loan_id
), charged AS (
    SELECT obligation_id, sum(posted) AS penalty,
           count(*) FILTER (WHERE total IS NULL) AS running
    FROM lending_accrualsegment WHERE kind = 'penalty' GROUP BY obligation_id
), paid AS (
    SELECT p.loan_id, sum(a.amount) AS penalty
    FROM repayments_allocation a JOIN repayments_payment p ON p.id = a.payment_id
    WHERE a.part = 'penalty' AND a.undone_at IS NULL GROUP BY p.loan_id
)
SELECT l.public_id || ' (' || l.state || '): '
       || concat_ws('/', l.principal_outstanding, l.interest_due, l.fee_due, l.penalty_due)
       || ' on the loan, '
       || concat_ws('/', rows.principal, rows.interest, rows.fee,
                    coalesce(charged.penalty, 0) - coalesce(paid.penalty, 0))
       || ' by its rows, unpaid since ' || coalesce(l.oldest_unpaid_due_on::text, 'never') || ' / '
       || coalesce(rows.oldest::text, 'never')
FROM lending_loan l
LEFT JOIN rows ON rows.loan_id = l.id
LEFT JOIN charged ON charged.obligation_id = l.obligation_id
LEFT JOIN paid ON paid.loan_id = l.id
WHERE l.state IN ('active', 'overdue') AND (
        (l.principal_outstanding, l.interest_due, l.fee_due, l.penalty_due) IS DISTINCT FROM
        (coalesce(rows.principal, 0), coalesce(rows.interest, 0), coalesce(rows.fee, 0),
         coalesce(charged.penalty, 0) - coalesce(paid.penalty, 0))
        OR coalesce(rows.oldest < l.oldest_unpaid_due_on, rows.oldest IS NOT NULL
                    AND l.oldest_unpaid_due_on IS NULL)
        OR coalesce(rows.unsettled, 0) = 0)
   OR l.state = 'settled' AND (
        (l.principal_outstanding, l.interest_due, l.fee_due, l.penalty_due, l.unapplied)
            IS DISTINCT FROM (0, 0, 0, 0, 0)
        OR coalesce(rows.unsettled, 0) > 0 OR coalesce(charged.running, 0) > 0)
ORDER BY l.id
"""

# While a date is being closed, a loan whose grace ends with it may be overdue already.
_OVERDUE = """
SELECT l.public_id || ' is ' || l.state || ', unpaid after grace since '
       || coalesce(min(i.due_on + (l.charges ->> 'grace_days')::int)::text, 'never')
FROM lending_loan l
LEFT JOIN lending_instalment i ON i.loan_id = l.id AND i.is_current AND i.settled_on IS NULL
WHERE l.state IN ('active', 'overdue')
GROUP BY l.id
HAVING l.state = 'active' AND min(i.due_on + (l.charges ->> 'grace_days')::int) < %(open_on)s
    OR l.state = 'overdue'
       AND coalesce(min(i.due_on + (l.charges ->> 'grace_days')::int) > %(open_on)s, true)
ORDER BY l.id
"""

_ACCRUED = """
WITH booked AS (
    SELECT obligation_id, sum(CASE side WHEN 'C' THEN amount ELSE -amount END) AS amount
    FROM lending_posting WHERE account = 'accrued_interest' GROUP BY obligation_id
), rows AS (
    SELECT loan_id, sum(CASE WHEN is_current AND billed_on IS NOT NULL THEN interest
                             ELSE interest_paid END) AS amount
    FROM lending_instalment GROUP BY loan_id
), earned AS (
    SELECT obligation_id, sum(total) AS amount
    FROM lending_accrualsegment WHERE kind = 'interest' GROUP BY obligation_id
)
SELECT l.public_id || ': ' || coalesce(booked.amount, 0) || ' taken out of accrued interest, '
       || coalesce(rows.amount, 0) || ' by its rows, ' || coalesce(earned.amount, 0) || ' earned'
FROM lending_loan l
LEFT JOIN booked ON booked.obligation_id = l.obligation_id
LEFT JOIN rows ON rows.loan_id = l.id
LEFT JOIN earned ON earned.obligation_id = l.obligation_id
WHERE l.origin = 'loanwright' AND (
    coalesce(booked.amount, 0) <> coalesce(rows.amount, 0)
    OR l.state = 'settled' AND coalesce(booked.amount, 0) <> coalesce(earned.amount, 0))
ORDER BY l.id
"""

_PRINCIPAL = """
SELECT l.public_id || ': rows add up to ' || sum(i.principal) || ' of ' || l.principal
FROM lending_loan l JOIN lending_instalment i ON i.loan_id = l.id
JOIN lending_scheduleversion v ON v.id = i.schedule_version_id
WHERE v.number = 1 AND l.state <> 'written_off'
GROUP BY l.id HAVING sum(i.principal) <> l.principal
UNION ALL
SELECT l.public_id || ': current and replaced rows add up to '
       || sum(CASE WHEN i.is_current THEN i.principal ELSE i.principal_paid END) || ' of ' || l.principal
FROM lending_loan l JOIN lending_instalment i ON i.loan_id = l.id
WHERE l.state <> 'written_off'
GROUP BY l.id
HAVING sum(CASE WHEN i.is_current THEN i.principal ELSE i.principal_paid END) <> l.principal
"""


def register_repayment_checks() -> None:
    for check in (
        Check(
            "repayments.allocations",
            _("What a payment met adds up to its amount"),
            check_allocations,
        ),
        Check(
            "repayments.rows", _("What was paid of a row is what was allocated to it"), check_rows
        ),
        Check("repayments.bills", _("Bills stand as their rows do"), check_bills),
        Check(
            "repayments.dues", _("Loans owe what their rows owe; settled ones nothing"), check_dues
        ),
        Check(
            "repayments.overdue",
            _("A loan is overdue exactly when something is unpaid after grace"),
            check_overdue,
        ),
        Check(
            "repayments.accrued",
            _("Interest leaves the accrual as it is billed, paid ahead or paid off"),
            check_accrued,
        ),
        Check(
            "repayments.principal", _("The rows of a loan add up to its principal"), check_principal
        ),
    ):
        register_check(check)


def check_allocations(deep: bool) -> CheckResult:
    return _ask(_ALLOCATIONS, Payment.objects.count())


def check_rows(deep: bool) -> CheckResult:
    return _ask(_ROWS, Instalment.objects.count())


def check_bills(deep: bool) -> CheckResult:
    return _ask(_BILLS, Bill.objects.count())


def check_dues(deep: bool) -> CheckResult:
    return _ask(_DUES, Loan.objects.count())


def check_overdue(deep: bool) -> CheckResult:
    return _ask(_OVERDUE, Loan.objects.count(), open_on=open_date_or_none())


def check_accrued(deep: bool) -> CheckResult:
    return _ask(_ACCRUED, Loan.objects.count()) if deep else CheckResult(0, 0, [])


def check_principal(deep: bool) -> CheckResult:
    return _ask(_PRINCIPAL, Loan.objects.count()) if deep else CheckResult(0, 0, [])


def _ask(query: str, checked: int, **parameters: Any) -> CheckResult:
    """Run a query that returns a line for each thing that is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        wrong = [line for (line,) in cursor.fetchall()]
    return CheckResult(checked, len(wrong), wrong[:EXAMPLES_MAX])
