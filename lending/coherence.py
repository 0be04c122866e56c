"""The invariants of the ledger and of the loans' balances, asked of the database by `check_books`.

Each query returns what is wrong. "Plain" looks at entries booked since the last sealed date (that
date included) and at all balances; "deep" at every entry from the first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.coherence import Check, CheckResult, register_check
from core.day_end import NO_PREVIOUS, closed_dates, last_closed_on, open_date_or_none
from lending.ledger.seals import NO_ENTRIES, chain, digests_of_dates
from lending.models import JournalEntry, Loan

EXAMPLES_MAX: Final = 5

_UNBALANCED = """
SELECT 'entry ' || p.entry_id || ': ' || p.currency || ' debit ' || sum(amount) FILTER (WHERE side = 'D')
       || ', credit ' || sum(amount) FILTER (WHERE side = 'C')
FROM lending_posting p JOIN lending_journalentry e ON e.id = p.entry_id
WHERE e.booked_on >= %(since)s
GROUP BY p.entry_id, p.currency
HAVING coalesce(sum(amount) FILTER (WHERE side = 'D'), 0)
    <> coalesce(sum(amount) FILTER (WHERE side = 'C'), 0)
"""

_INCOMPLETE = """
SELECT 'entry ' || e.id || ': ' || count(p.line) || ' of ' || e.lines || ' lines, debit '
       || coalesce(sum(p.amount) FILTER (WHERE p.side = 'D'), 0) || ' of ' || e.total
FROM lending_journalentry e
LEFT JOIN lending_posting p ON p.entry_id = e.id
WHERE e.booked_on >= %(since)s
GROUP BY e.id
HAVING count(p.line) <> e.lines
    OR coalesce(sum(p.amount) FILTER (WHERE p.side = 'D'), 0) <> e.total
    OR count(*) FILTER (WHERE p.currency <> e.currency OR p.obligation_id <> e.obligation_id) > 0
"""

_ORPHANS = """
SELECT 'posting ' || p.line || ' of entry ' || p.entry_id || ', which does not exist'
FROM lending_posting p WHERE NOT EXISTS (SELECT 1 FROM lending_journalentry e WHERE e.id = p.entry_id)
"""

_TRIAL_BALANCE = """
SELECT currency, sum(CASE side WHEN 'D' THEN amount ELSE -amount END), count(*)
FROM lending_posting GROUP BY currency
"""

_WRONG_DATE = """
SELECT count(*) || ' entries booked on ' || e.booked_on
       || coalesce(', sealed with ' || c.entries, ', which is neither open nor closed')
FROM lending_journalentry e
LEFT JOIN core_closeddate c ON c.on = e.booked_on
WHERE e.booked_on >= %(since)s AND e.booked_on IS DISTINCT FROM %(open_on)s
GROUP BY e.booked_on, c.on, c.entries
HAVING count(*) IS DISTINCT FROM c.entries
ORDER BY e.booked_on
"""

_NOT_OPPOSITE = """
SELECT 'entry ' || r.id || ' is not the opposite of ' || o.id
FROM lending_journalentry r JOIN lending_journalentry o ON o.id = r.reverses_id
WHERE r.booked_on >= %(since)s
  AND (r.obligation_id <> o.obligation_id OR r.value_on <> o.value_on OR EXISTS (
    SELECT 1 FROM (
        SELECT account, currency, CASE side WHEN 'D' THEN amount ELSE -amount END AS signed
        FROM lending_posting WHERE obligation_id = o.obligation_id AND entry_id = o.id
        UNION ALL
        SELECT account, currency, CASE side WHEN 'D' THEN amount ELSE -amount END
        FROM lending_posting WHERE obligation_id = r.obligation_id AND entry_id = r.id
    ) both_sides GROUP BY account, currency HAVING sum(signed) <> 0
  ))
ORDER BY r.id
"""

_LOAN_BALANCES = """
WITH found AS (
    SELECT obligation_id,
           coalesce(sum(signed) FILTER (WHERE account = 'principal'), 0) AS principal,
           coalesce(sum(signed) FILTER (WHERE account = 'interest'), 0) AS interest,
           coalesce(sum(signed) FILTER (WHERE account = 'fee'), 0) AS fee,
           coalesce(sum(signed) FILTER (WHERE account = 'penalty'), 0) AS penalty,
           -coalesce(sum(signed) FILTER (WHERE account = 'unapplied'), 0) AS unapplied
    FROM (
        SELECT obligation_id, account, sum(CASE side WHEN 'D' THEN amount ELSE -amount END) AS signed
        FROM lending_posting
        WHERE account IN ('principal', 'interest', 'fee', 'penalty', 'unapplied')
        GROUP BY obligation_id, account
    ) by_account GROUP BY obligation_id
), compared AS (
    SELECT coalesce(l.public_id, 'obligation ' || f.obligation_id || ' without a loan') AS what,
           concat_ws('/', l.principal_outstanding, l.interest_due, l.fee_due, l.penalty_due, l.unapplied)
               AS ours,
           concat_ws('/', coalesce(f.principal, 0.00), coalesce(f.interest, 0.00),
                     coalesce(f.fee, 0.00), coalesce(f.penalty, 0.00), coalesce(f.unapplied, 0.00)) AS theirs,
           (coalesce(l.principal_outstanding, 0), coalesce(l.interest_due, 0), coalesce(l.fee_due, 0),
            coalesce(l.penalty_due, 0), coalesce(l.unapplied, 0))
           IS DISTINCT FROM
           (coalesce(f.principal, 0), coalesce(f.interest, 0), coalesce(f.fee, 0),
            coalesce(f.penalty, 0), coalesce(f.unapplied, 0)) AS differs
    FROM lending_loan l FULL JOIN found f ON f.obligation_id = l.obligation_id
)
SELECT what || ': ' || ours || ' on the loan, ' || theirs || ' in the ledger' FROM compared WHERE differs
"""


def register_lending_checks() -> None:
    for check in (
        Check("lending.entries_balance", _("Debits equal credits in every entry"), check_balance),
        Check(
            "lending.entries_complete", _("Every entry has exactly its postings"), check_complete
        ),
        Check("lending.trial_balance", _("All postings of a currency add up to zero"), check_trial),
        Check("lending.booking_dates", _("Nothing was booked on a closed date"), check_dates),
        Check("lending.reversals", _("A reversal is the exact opposite"), check_reversals),
        Check("lending.seals", _("Sealed dates are as they were sealed"), check_seals),
        Check("lending.loan_balances", _("Balances of loans equal their postings"), check_loans),
    ):
        register_check(check)


def check_balance(deep: bool) -> CheckResult:
    return _ask(_UNBALANCED, _entries_since(deep), since=_since(deep))


def check_complete(deep: bool) -> CheckResult:
    since = _since(deep)
    entries = _ask(_INCOMPLETE, _entries_since(deep), since=since)
    orphans = _ask(_ORPHANS, 0)
    return CheckResult(
        entries.checked, entries.broken + orphans.broken, entries.examples + orphans.examples
    )


def check_trial(deep: bool) -> CheckResult:
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL_BALANCE)
        rows = cursor.fetchall()
    wrong = [f"{currency}: {total}" for currency, total, _count in rows if total != 0]
    return CheckResult(sum(count for *_rest, count in rows), len(wrong), wrong)


def check_dates(deep: bool) -> CheckResult:
    """Every entry lies on the open date, or on a closed one that was sealed with as many."""
    open_on = open_date_or_none()
    return _ask(_WRONG_DATE, _entries_since(deep), since=_since(deep), open_on=open_on)


def check_reversals(deep: bool) -> CheckResult:
    reversals = JournalEntry.objects.filter(booked_on__gte=_since(deep), reverses__isnull=False)
    return _ask(_NOT_OPPOSITE, reversals.count(), since=_since(deep))


def check_seals(deep: bool) -> CheckResult:
    """Digest every sealed date again (plain: the last one) and compare; the chain must have no break."""
    closed = closed_dates()
    if not closed:
        return CheckResult(0, 0, [])
    first = 0 if deep else len(closed) - 1
    found = digests_of_dates(first=closed[first].on, last=closed[-1].on)
    wrong = []
    for number in range(first, len(closed)):
        row = closed[number]
        before = closed[number - 1].digest if number else NO_PREVIOUS
        seal = chain(on=row.on, found=found.get(row.on, NO_ENTRIES), previous=row.previous)
        if row.previous != before:
            wrong.append(f"{row.on} is not chained to the sealed date before it")
        elif (seal.entries, seal.digest) != (row.entries, row.digest):
            wrong.append(f"{row.on}: its {row.entries} entries are not what was sealed")
    return CheckResult(len(closed) - first, len(wrong), wrong[:EXAMPLES_MAX])


def check_loans(deep: bool) -> CheckResult:
    return _ask(_LOAN_BALANCES, Loan.objects.count())


def _since(deep: bool) -> dt.date:
    """The last sealed date; the beginning of time when deep or when none is sealed."""
    last = None if deep else last_closed_on()
    return last or dt.date.min


def _entries_since(deep: bool) -> int:
    return JournalEntry.objects.filter(booked_on__gte=_since(deep)).count()


def _ask(query: str, checked: int, **parameters: Any) -> CheckResult:
    """Run a query that returns a line for each thing that is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        wrong = [line for (line,) in cursor.fetchall()]
    return CheckResult(checked, len(wrong), wrong[:EXAMPLES_MAX])
