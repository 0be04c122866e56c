"""Bills and due dates, in sets: one statement a chunk, whatever the number of loans (SC10).

Every statement locks loans, then rows, in the order of their keys, as payments do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.actors import Actor
from core.ids import new_public_id
from core.money import format_amount
from core.transitions import log_move
from lending.models import Instalment, Loan
from repayments.models import Bill

_ISSUE = """
WITH due AS (
    SELECT i.id AS instalment_id, i.loan_id, l.currency, i.due_on, i.principal, i.interest, i.fee,
           i.principal + i.interest + i.fee - i.principal_paid - i.interest_paid - i.fee_paid AS unpaid,
           l.borrower_id,
           'bill_' || left(replace(gen_random_uuid()::text, '-', ''), 12)
                   || left(replace(gen_random_uuid()::text, '-', ''), 8) AS public_id
    FROM lending_loan l JOIN lending_instalment i ON i.loan_id = l.id
    WHERE l.obligation_id = ANY(%(ids)s) AND l.state IN ('active', 'overdue')
      AND i.is_current AND i.settled_on IS NULL
      AND i.due_on - (l.charges ->> 'bill_days_before')::int <= %(on)s
      AND NOT EXISTS (SELECT 1 FROM repayments_bill b WHERE b.instalment_id = i.id)
    ORDER BY l.id, i.id FOR NO KEY UPDATE OF l, i
), made AS (
    INSERT INTO repayments_bill
        (public_id, loan_id, instalment_id, currency, issued_on, due_on, principal, interest, fee, state)
    SELECT public_id, loan_id, instalment_id, currency, %(on)s, due_on, principal, interest, fee, 'open'
    FROM due
    ON CONFLICT (instalment_id) DO NOTHING
    RETURNING public_id
), logged AS (
    INSERT INTO core_transitionlog
        (machine, object_id, source, target, actor_kind, actor_id, actor_label, reason, business_on, recorded_at)
    SELECT 'bill', public_id, '', 'open', %(actor_kind)s, %(actor_id)s, %(actor_label)s, 'issued',
           %(on)s, clock_timestamp()
    FROM made
)
SELECT due.loan_id, borrower.public_id, borrower.phone_index IS NOT NULL, due.unpaid, due.currency, due.due_on
FROM made JOIN due USING (public_id)
JOIN accounts_borrower borrower ON borrower.id = due.borrower_id
ORDER BY due.instalment_id
"""

_FALL_DUE = """
WITH due AS (
    SELECT i.id AS row_id, i.loan_id, l.obligation_id, l.public_id, l.currency, p.code AS product,
           i.due_on, i.settled_on IS NULL AS is_unpaid,
           i.interest - i.interest_paid AS interest, i.fee - i.fee_paid AS fee
    FROM lending_loan l JOIN lending_instalment i ON i.loan_id = l.id
    JOIN products_productversion v ON v.id = l.product_version_id
    JOIN products_product p ON p.id = v.product_id
    WHERE l.obligation_id = ANY(%(ids)s) AND l.state IN ('active', 'overdue')
      AND i.is_current AND i.billed_on IS NULL AND i.due_on <= %(on)s
    ORDER BY l.id, i.id FOR NO KEY UPDATE OF l, i
), line AS (
    SELECT row_id, account, side, amount,
           row_number() OVER (PARTITION BY row_id ORDER BY place) AS number
    FROM due CROSS JOIN LATERAL (VALUES
        (1, 'interest', 'D', interest), (2, 'accrued_interest', 'C', interest),
        (3, 'fee', 'D', fee), (4, 'fee_income', 'C', fee)
    ) AS sides (place, account, side, amount)
    WHERE amount > 0
), entry AS (
    INSERT INTO lending_journalentry
        (obligation_id, kind, product, currency, value_on, booked_on, recorded_at, source,
         idempotency_key, reverses_id, lines, total)
    SELECT obligation_id, 'bill', product, currency, due_on, %(on)s, clock_timestamp(), public_id,
           'bill:' || row_id, NULL,
           (interest > 0)::int * 2 + (fee > 0)::int * 2, interest + fee
    FROM due WHERE interest + fee > 0
    RETURNING id, obligation_id, currency, idempotency_key
), posting AS (
    INSERT INTO lending_posting (obligation_id, entry_id, line, account, side, amount, currency)
    SELECT entry.obligation_id, entry.id, line.number, line.account, line.side, line.amount, entry.currency
    FROM entry JOIN line ON entry.idempotency_key = 'bill:' || line.row_id
    RETURNING 1
), row_billed AS (
    UPDATE lending_instalment i SET billed_on = %(on)s FROM due WHERE i.id = due.row_id
    RETURNING 1
), loan AS (
    UPDATE lending_loan l
    SET interest_due = l.interest_due + s.interest, fee_due = l.fee_due + s.fee,
        oldest_unpaid_due_on = least(l.oldest_unpaid_due_on, s.oldest)
    FROM (
        SELECT loan_id, sum(interest) AS interest, sum(fee) AS fee,
               min(due_on) FILTER (WHERE is_unpaid) AS oldest
        FROM due GROUP BY loan_id
    ) AS s
    WHERE l.id = s.loan_id
    RETURNING 1
)
SELECT (SELECT count(*) FROM loan), (SELECT count(*) FROM entry) + (SELECT count(*) FROM row_billed)
"""


@dataclass(frozen=True)
class IssuedBill:
    """What a borrower is told about a bill."""

    loan_id: int
    borrower: str  # public id
    is_reachable: bool  # has a phone; borrowers of a book taken over may have none
    unpaid: Decimal
    currency: str
    due_on: dt.date

    @property
    def facts(self) -> dict[str, str]:
        return {
            "amount": format_amount(self.unpaid, self.currency),
            "due_on": self.due_on.isoformat(),
        }


def write_bills(*, obligation_ids: Sequence[int], on: dt.date, actor: Actor) -> list[IssuedBill]:
    """Issue the bills that are due to be issued by `on`, each once."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ISSUE,
            {
                "ids": list(obligation_ids),
                "on": on,
                "actor_kind": actor.kind,
                "actor_id": actor.id,
                "actor_label": actor.label,
            },
        )
        return [IssuedBill(*row) for row in cursor.fetchall()]


def bill_due_rows(*, obligation_ids: Sequence[int], on: dt.date) -> tuple[int, int]:
    """Make rows due by `on` receivable: D interest C accrued_interest, D fee C fee_income.

    Only what was not paid in advance. Returns how many loans and rows were written.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FALL_DUE, {"ids": list(obligation_ids), "on": on})
        loans, rows = cursor.fetchone()
        return int(loans), int(rows)


def ensure_bill(*, loan: Loan, row: Instalment, on: dt.date, actor: Actor) -> Bill:
    """The row's bill; issued now when it was paid before there was one."""
    bill, is_new = Bill.objects.get_or_create(
        instalment=row,
        defaults={
            "public_id": new_public_id("bill"),
            "loan": loan,
            "currency": loan.currency,
            "issued_on": on,
            "due_on": row.due_on,
            "principal": row.principal,
            "interest": row.interest,
            "fee": row.fee,
        },
    )
    if is_new:
        log_move(bill, source="", actor=actor, reason="issued")
    return bill
