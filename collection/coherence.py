"""What must be true of collection cases and contacts (RULES K1, K2; RELIABILITY invariant 14)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from collection.models import CollectionCase, ContactAttempt
from collection.types import CALLS_A_DAY_MAX, EFFECTIVE
from core.coherence import Check, CheckResult, register_check

EXAMPLES_MAX: Final = 5

_CASES = """
SELECT l.public_id || ' is ' || l.state || ' and has '
       || CASE WHEN c.id IS NULL THEN 'no open case' ELSE 'case ' || c.public_id END
FROM lending_loan l
LEFT JOIN collections_collectioncase c ON c.loan_id = l.id AND c.state IN ('open', 'working')
WHERE (l.state = 'overdue') IS DISTINCT FROM (c.id IS NOT NULL)
ORDER BY l.id
"""

_NIGHT = """
SELECT 'contact ' || a.id || ' at ' || to_char(a.contacted_at AT TIME ZONE %(zone)s, 'HH24:MI:SS')
FROM collections_contactattempt a
WHERE (a.contacted_at AT TIME ZONE %(zone)s)::time >= '22:00'
   OR (a.contacted_at AT TIME ZONE %(zone)s)::time < '08:00'
ORDER BY a.id
"""

_CALLS = """
SELECT count(*) || ' answered calls to one debtor on ' || (a.contacted_at AT TIME ZONE %(zone)s)::date
FROM collections_contactattempt a
JOIN collections_collectioncase c ON c.id = a.case_id JOIN lending_loan l ON l.id = c.loan_id
WHERE a.channel = 'call' AND a.outcome = ANY(%(effective)s)
GROUP BY l.borrower_id, (a.contacted_at AT TIME ZONE %(zone)s)::date
HAVING count(*) > %(most)s
"""


def register_collection_checks() -> None:
    for check in (
        Check(
            "collection.cases", _("Overdue loans, and only these, have an open case"), check_cases
        ),
        Check("collection.night", _("Nobody was contacted at night"), check_night),
        Check("collection.calls", _("Nobody was called too often"), check_calls),
    ):
        register_check(check)


def check_cases(deep: bool) -> CheckResult:
    return _ask(_CASES, CollectionCase.objects.count())


def check_night(deep: bool) -> CheckResult:
    zone = settings.LOANWRIGHT_INSTITUTION["timezone"]
    return _ask(_NIGHT, ContactAttempt.objects.count(), zone=zone)


def check_calls(deep: bool) -> CheckResult:
    return _ask(
        _CALLS,
        ContactAttempt.objects.count(),
        zone=settings.LOANWRIGHT_INSTITUTION["timezone"],
        effective=list(EFFECTIVE),
        most=CALLS_A_DAY_MAX,
    )


def _ask(query: str, checked: int, **parameters: Any) -> CheckResult:
    """Run a query that returns a line for each thing that is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        wrong = [line for (line,) in cursor.fetchall()]
    return CheckResult(checked, len(wrong), wrong[:EXAMPLES_MAX])
